// After a login or sign-up: start the session and go where the person wanted to go.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { startSession } from '../api.ts'
import { meQuery, type Authenticated } from '../queries.ts'
import { localAddress, useUrlSearch } from '../url-param.ts'

export function useEnter(): (answer: Authenticated) => Promise<void> {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { next } = useUrlSearch()
  return async (answer) => {
    queryClient.clear()
    queryClient.setQueryData(meQuery.queryKey, { user: answer.user, organization: answer.organization })
    startSession(answer)
    await navigate({ href: localAddress(next), replace: true })
  }
}
