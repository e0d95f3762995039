// Which KPI a text of an import means: by id, then code, then name.
import { isId } from '#kernel/ids.ts'
import type { Day } from '#kernel/dates.ts'
import type { Frequency } from './period.ts'

/** A KPI that the importing person may see. */
export interface ImportKpi {
  readonly id: string
  readonly dashboard_id: string
  readonly code: string | null
  readonly name: string
  readonly unit: string | null
  readonly frequency: Frequency
  readonly is_active: boolean
  readonly is_computed: boolean
  /** Whether the person may enter values for it. */
  readonly can_enter: boolean
  /** The day up to which its periods are closed. */
  readonly locked_through: Day | null
}

export type KpiCode = 'UNKNOWN_KPI' | 'AMBIGUOUS_KPI' | 'INACTIVE_KPI' | 'FORBIDDEN_KPI' | 'KPI_IS_COMPUTED'
/** `barrier`: why its values may only repeat what is stored. */
export type KpiFinding =
  | { readonly ok: true; readonly kpi: ImportKpi; readonly barrier: KpiCode | null }
  | { readonly ok: false; readonly code: KpiCode }
export type FindKpi = (text: string) => KpiFinding

const unknown: KpiFinding = { ok: false, code: 'UNKNOWN_KPI' }

/**
 * A finder over the KPIs that a person may see: what he may not see is UNKNOWN_KPI, like what does not exist. Of several
 * KPIs with the same name the only active one is meant; otherwise the name is AMBIGUOUS_KPI.
 */
export function indexKpis(kpis: readonly ImportKpi[]): FindKpi {
  const byId = new Map(kpis.map((kpi) => [kpi.id, kpi]))
  const byCode = groupBy(kpis, (kpi) => kpi.code)
  const byName = groupBy(kpis, (kpi) => kpi.name)
  return (text) => {
    const key = kpiKey(text)
    if (key === '') return unknown
    const exact = isId(key) ? byId.get(key) : undefined
    if (exact !== undefined) return permitted(exact)
    return only(byCode.get(key) ?? byName.get(key) ?? [])
  }
}

/** Trimmed, without regard to case or to how accents are encoded. */
export function kpiKey(text: string): string {
  return text.normalize('NFC').trim().toLowerCase()
}

function groupBy(
  kpis: readonly ImportKpi[],
  textOf: (kpi: ImportKpi) => string | null,
): ReadonlyMap<string, readonly ImportKpi[]> {
  const groups = new Map<string, ImportKpi[]>()
  for (const kpi of kpis) {
    const text = textOf(kpi)
    if (text === null) continue
    const key = kpiKey(text)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [kpi])
    else group.push(kpi)
  }
  return groups
}

function only(found: readonly ImportKpi[]): KpiFinding {
  const [first, ...others] = found
  if (first === undefined) return unknown
  if (others.length === 0) return permitted(first)
  const [active, ...otherActive] = found.filter((kpi) => kpi.is_active)
  return active !== undefined && otherActive.length === 0 ? permitted(active) : { ok: false, code: 'AMBIGUOUS_KPI' }
}

function permitted(kpi: ImportKpi): KpiFinding {
  return { ok: true, kpi, barrier: barrierOf(kpi) }
}

function barrierOf(kpi: ImportKpi): KpiCode | null {
  if (!kpi.can_enter) return 'FORBIDDEN_KPI'
  if (kpi.is_computed) return 'KPI_IS_COMPUTED'
  return kpi.is_active ? null : 'INACTIVE_KPI'
}
