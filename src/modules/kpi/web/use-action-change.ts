// Changing an action where it stands: shown at once, put back and said when the server refuses.
import { useQueryClient } from '@tanstack/react-query'
import { patch } from '#web/api.ts'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import type { Action, ActionChange } from '../schemas.ts'
import { refresh } from './keys.ts'

export function useActionChange(): (action: Action, change: ActionChange) => Promise<void> {
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  return async (action, change) => {
    try {
      await patch<Action>(`/actions/${action.id}`, change)
    } catch (error) {
      onFailure(error)
    }
    await refresh(queryClient, 'action', { dashboard_id: action.dashboard_id, kpi_id: action.kpi_id })
  }
}
