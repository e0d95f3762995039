// Tells the page that what it has read is old, also where the first answer is still on its way.
import type { QueryClient, QueryKey } from '@tanstack/react-query'

/** Reads again what stands under these keys (everything, without them). Settles when what is on the page has been read. */
export async function makeStale(queryClient: QueryClient, queryKey: QueryKey = []): Promise<void> {
  // The first answer of a query may have been given before the change; the query would take it for new.
  const awaited = queryClient
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: 'fetching', predicate: ({ state }) => state.data === undefined })
  await Promise.all([
    queryClient.invalidateQueries({ queryKey }),
    ...awaited.map(async (query) => {
      await query.promise?.catch(() => undefined)
      await queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true })
    }),
  ])
}
