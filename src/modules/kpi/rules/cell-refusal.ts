// Whether a value may be written: the one answer for the entry grid, told before somebody types and checked when he saves.
import type { Day } from '#kernel/dates.ts'
import { isLocked } from './closing.ts'
import { checkPeriod, type Period } from './period.ts'

/** NO_RIGHT comes first: whoever may not write there is told nothing more. */
export const cellRefusals = [
  'NO_RIGHT',
  'KPI_IS_COMPUTED',
  'INACTIVE_KPI',
  'PERIOD_IN_FUTURE',
  'INVALID_PERIOD',
  'PERIOD_LOCKED',
] as const
export type CellRefusal = (typeof cellRefusals)[number]

/** What the refusals need to know of a KPI; read by `holdImportKpis` and by the grid's own list alike. */
export interface WritableKpi {
  readonly is_active: boolean
  readonly is_computed: boolean
  readonly may_enter: boolean
  /** The day up to which its periods are closed. */
  readonly locked_through: Day | null
}

/** Why no cell of this KPI may be written; null when it depends on the period. */
export function rowRefusal(kpi: WritableKpi): CellRefusal | null {
  if (!kpi.may_enter) return 'NO_RIGHT'
  if (kpi.is_computed) return 'KPI_IS_COMPUTED'
  return kpi.is_active ? null : 'INACTIVE_KPI'
}

/** Why the value of this period may not be written; null when it may. */
export function cellRefusal(kpi: WritableKpi, period: Period, today: Day): CellRefusal | null {
  const locked = isLocked(period.end, kpi.locked_through) ? 'PERIOD_LOCKED' : null
  return rowRefusal(kpi) ?? locked ?? checkPeriod(period, today)
}

export const refusalSentences: Readonly<Record<CellRefusal, string>> = {
  NO_RIGHT: 'Vous n’avez pas le droit de saisir cet indicateur.',
  KPI_IS_COMPUTED: 'Cet indicateur est calculé à partir d’autres : saisissez leurs valeurs.',
  INACTIVE_KPI: 'Cet indicateur est inactif : réactivez-le avant de saisir.',
  PERIOD_IN_FUTURE: 'Cette période n’a pas encore commencé.',
  INVALID_PERIOD: 'Cette période n’existe pas, ou sort des années 1990 à 2100.',
  PERIOD_LOCKED: 'Cette période est close.',
}
