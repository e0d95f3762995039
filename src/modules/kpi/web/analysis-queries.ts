// The analysed series and the targets, as the server gives them.
import { queryOptions } from '@tanstack/react-query'
import { get } from '#web/api.ts'
import type { Series, Target } from '../analysis-schemas.ts'
import { keys } from './keys.ts'

/** The series from a day on; an empty text means as far back as the server shows. */
export const seriesQuery = (kpiId: string, from: string) =>
  queryOptions({
    queryKey: [...keys.series(kpiId), { from }],
    queryFn: ({ signal }) => get<Series>(`/kpis/${kpiId}/series`, { query: from === '' ? {} : { from }, signal }),
  })

/** The targets of these days: at most a year of them, which one page holds. */
export const targetsQuery = (kpiId: string, { from, to }: { readonly from: string; readonly to: string }) =>
  queryOptions({
    queryKey: [...keys.targets(kpiId), { from, to }],
    queryFn: async ({ signal }) => {
      const query = { from, to, limit: 500 }
      return (await get<{ readonly items: readonly Target[] }>(`/kpis/${kpiId}/targets`, { query, signal })).items
    },
  })
