// The server calls of automatic sources.
import { queryOptions } from '@tanstack/react-query'
import { getWithEtag, patch, post } from '#web/api.ts'
import { listQuery } from '#web/queries.ts'
import type { ImportJobSummary } from '../import-schemas.ts'
import type { ImportSource, SourceRun } from '../source-schemas.ts'
import { keys } from './keys.ts'

const pollMilliseconds = 2_000

interface Sources {
  readonly pages: readonly { readonly items: readonly ImportSource[] }[]
}

/** Asked again while one is being read: its end is an event for its owner, its beginning is none. */
export const sourcesQuery = {
  ...listQuery<ImportSource>([...keys.sources, 'list'], '/imports/sources', { limit: 100 }),
  refetchInterval: (query: { readonly state: { readonly data?: unknown } }) => {
    const data = query.state.data as Sources | undefined
    return data?.pages.some(({ items }) => items.some(({ is_running }) => is_running)) === true
      ? pollMilliseconds
      : false
  },
}

/** A source with its ETag, for a change that overwrites nobody's. */
export const sourceQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.sources, id],
    queryFn: ({ signal }) => getWithEtag<ImportSource>(`/imports/sources/${id}`, { signal }),
    refetchInterval: (query) => (query.state.data?.data.is_running === true ? pollMilliseconds : false),
  })

/** What came from a source; an import of it changes this too. */
export const sourceJobsQuery = (id: string) =>
  listQuery<ImportJobSummary>([...keys.sources, id, 'jobs'], '/imports/jobs', { limit: 20, source_id: id })

export function readSource(id: string, force: boolean): Promise<SourceRun> {
  return post<SourceRun>(`/imports/sources/${id}/runs`, force ? { force } : {})
}

export function changeSource(id: string, change: Readonly<Record<string, unknown>>): Promise<ImportSource> {
  return patch<ImportSource>(`/imports/sources/${id}`, change)
}
