// The order in which a meeting walks the KPIs: what needs words first.
import type { Status } from './status.ts'

export interface AgendaEntry {
  readonly status: Status | null
  readonly critical: boolean
  /** False where no value holds today. */
  readonly is_current: boolean
}

/** Critical reds, reds, oranges, then what has no data, no threshold, and greens last; ties keep their order. */
export function inAgendaOrder<Entry extends AgendaEntry>(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted((left, right) => rankOf(left) - rankOf(right))
}

function rankOf({ status, critical, is_current }: AgendaEntry): number {
  if (!is_current) return 3
  if (status === null) return 4
  if (status === 'RED') return critical ? 0 : 1
  return status === 'ORANGE' ? 2 : 5
}
