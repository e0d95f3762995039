// Signing out leaves nothing of one person to the next on this browser.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { endSession } from '../api.ts'
import { useProblemToast } from '../components/use-problem-toast.ts'
import { clearAllDrafts } from '../drafts.ts'

export function useSignOut(): () => Promise<void> {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const onFailure = useProblemToast()
  return async () => {
    await endSession().catch(onFailure)
    clearAllDrafts()
    await navigate({ to: '/login', search: {} })
    queryClient.clear()
  }
}
