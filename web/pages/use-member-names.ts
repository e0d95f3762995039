// Names for the ids of people.
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { membersQuery } from '../queries.ts'

/** The name of a person, or the start of the id for somebody no longer listed. */
export function useMemberNames(): (id: string) => string {
  const { data } = useQuery(membersQuery)
  const names = useMemo(() => new Map(data?.items.map((member) => [member.id, member.full_name])), [data])
  return useCallback((id) => names.get(id) ?? id.slice(0, 8), [names])
}
