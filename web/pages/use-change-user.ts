// Changes a person at once, with ten seconds to take it back.
import { useQueryClient } from '@tanstack/react-query'
import { patch } from '../api.ts'
import { useProblemToast } from '../components/use-problem-toast.ts'
import { membersQuery, usersQuery, type Role, type User } from '../queries.ts'
import { showToast } from '../toasts.ts'

export interface UserChange {
  readonly full_name?: string
  readonly role?: Role
  readonly is_active?: boolean
}

export function useChangeUser(): (user: User, change: UserChange, sentence: string) => void {
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const send = async (id: string, change: UserChange): Promise<void> => {
    try {
      await patch<User>(`/users/${id}`, change)
    } finally {
      // Read again also after a refusal: the list shows what the server holds.
      await Promise.all([usersQuery, membersQuery].map(({ queryKey }) => queryClient.invalidateQueries({ queryKey })))
    }
  }
  return (user, change, sentence) => {
    const names = Object.keys(change) as (keyof UserChange)[]
    const before: UserChange = Object.fromEntries(names.map((name) => [name, user[name]]))
    const undo = (): void => void send(user.id, before).catch(onFailure)
    send(user.id, change).then(() => showToast(sentence, { undo }), onFailure)
  }
}
