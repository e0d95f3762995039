// The server calls of computed KPIs.
import { queryOptions } from '@tanstack/react-query'
import { get, post } from '#web/api.ts'
import type { Page } from '#web/queries.ts'
import type { Formula, FormulaCheck, FormulaExplanation, NewFormula } from '../formula-schemas.ts'
import { keys } from './keys.ts'

export const formulaQuery = (kpiId: string) =>
  queryOptions({
    queryKey: keys.formula(kpiId),
    queryFn: ({ signal }) => get<Formula>(`/kpis/${kpiId}/formula`, { signal }),
  })

export const explanationQuery = (kpiId: string, period: string) =>
  queryOptions({
    queryKey: [...keys.formula(kpiId), 'explanation', period],
    queryFn: ({ signal }) =>
      get<FormulaExplanation>(`/kpis/${kpiId}/formula/explanation`, { query: { period }, signal }),
  })

/** Tries a formula without saving it; a refusal is an answer here, asked once. */
export const checkQuery = (kpiId: string, body: NewFormula | null) =>
  queryOptions({
    queryKey: [...keys.formula(kpiId), 'check', body],
    enabled: body !== null,
    retry: false,
    staleTime: 0,
    queryFn: () => post<FormulaCheck>(`/kpis/${kpiId}/formula/checks`, body),
  })

export interface KpiHit {
  readonly id: string
  readonly name: string
  readonly code: string | null
  readonly dashboard_title: string
}

const hitsShown = 6

export const kpiHitsQuery = (text: string) =>
  queryOptions({
    queryKey: [...keys.all, 'hits', text],
    enabled: text.trim().length >= 2,
    queryFn: ({ signal }) => get<Page<KpiHit>>('/kpis', { query: { search: text, limit: hitsShown }, signal }),
  })
