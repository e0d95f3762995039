// Who is signed in, for components.
import { useSuspenseQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { session } from '../api.ts'
import { meQuery, type Me } from '../queries.ts'
import type { SessionStatus } from '../session.ts'

export function useSessionStatus(): SessionStatus {
  return useSyncExternalStore(session.subscribe, session.status)
}

/** The person and the organisation; inside the frame only, where they are known. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data
}

export function useIsAdmin(): boolean {
  return useMe().user.role === 'ADMIN'
}
