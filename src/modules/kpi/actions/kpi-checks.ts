// What the actions on KPIs share: finding with rights, checking owners, naming conflicts, telling the audit.
import type { Tx } from '#kernel/database/database.ts'
import type { UserId } from '#kernel/ids.ts'
import { notFound, Problem, sqlFailure, unprocessable } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { findKpi, lockKpi } from '../queries/kpis.ts'
import type { KpiId, KpiRow, KpiState } from '../queries/kpis.ts'
import { findActiveMember } from '../queries/people.ts'
import { toText } from '../rules/decimal.ts'
import type { Decimal } from '../rules/decimal.ts'
import { policy } from '../rules/policy.ts'
import type { Thresholds } from '../rules/status.ts'
import { checkFamily } from '../rules/template.ts'

type DefinitionVerb = 'kpi.update' | 'kpi.delete' | 'target.update' | 'formula.update'

/** Locks a KPI for a change. Throws NOT_FOUND when invisible, FORBIDDEN when its dashboard is not his. */
export async function holdKpi(tx: Tx, id: KpiId, verb: DefinitionVerb): Promise<KpiRow> {
  await lockKpi(tx, id)
  const kpi = await findKpi(tx, id)
  if (kpi === null) throw notFound()
  authorize(policy[verb], tx.scope, { owners: [kpi.dashboard_owner_id] })
  return kpi
}

/** Refuses somebody who is not an active member, or who could not see what he is given a part in. */
export async function requireOwnerWhoSees(
  tx: Tx,
  ownerId: string,
  audience: readonly UserId[] | null,
  pointer = '/owner_id',
): Promise<void> {
  const member = await findActiveMember(tx, ownerId)
  if (member === null) {
    throw unprocessable([{ pointer, code: 'UNKNOWN_USER', detail: 'Cette personne n’existe pas ici.' }])
  }
  if (audience !== null && member.role !== 'ADMIN' && !audience.includes(member.id)) {
    const detail = 'Cette personne ne voit pas ce tableau de bord : partagez-le d’abord avec elle.'
    throw unprocessable([{ pointer, code: 'OWNER_CANNOT_SEE', detail }])
  }
}

/** The month board is coloured day by day. Throws FAMILY_NEEDS_DAILY. */
export function requireDailyFamily({ family, frequency }: Pick<KpiState, 'family' | 'frequency'>): void {
  const violations = checkFamily({ family, frequency })
  if (violations.length > 0) throw unprocessable(violations)
}

/** Runs a write of a KPI and gives its two conflicts their names. */
export async function namingConflicts(write: Promise<void>): Promise<void> {
  try {
    await write
  } catch (error) {
    const constraint = sqlFailure(error)?.constraint
    if (constraint === 'kpi_code_taken')
      throw conflict('CODE_TAKEN', '/code', 'Ce code sert déjà à un autre indicateur.')
    if (constraint === 'value_frequency_locked') {
      const detail = 'La fréquence ne change plus tant que l’indicateur a des valeurs.'
      throw conflict('FREQUENCY_LOCKED', '/frequency', detail)
    }
    if (constraint === 'target_frequency_locked') {
      const detail = 'La fréquence ne change plus tant que l’indicateur a des objectifs.'
      throw conflict('FREQUENCY_LOCKED', '/frequency', detail)
    }
    if (constraint === 'formula_frequency_locked') {
      const detail = 'La fréquence ne change plus tant que l’indicateur est calculé.'
      throw conflict('FREQUENCY_LOCKED', '/frequency', detail)
    }
    if (constraint === 'formula_input_locked') {
      const detail = 'La fréquence ne change plus tant que l’indicateur sert à un calcul.'
      throw conflict('FREQUENCY_LOCKED', '/frequency', detail)
    }
    throw error
  }
}

function conflict(code: string, pointer: string, detail: string): Problem {
  return new Problem(409, code, detail, { errors: [{ pointer, code, detail }] })
}

/** What the audit keeps of a KPI: no text that people wrote, except its code. */
export function kpiFacts(state: KpiState): Record<string, string | number | boolean | null> {
  const { code, frequency, aggregation, family, owner_id, is_active, weight } = state
  return { code, frequency, aggregation, family, owner_id, is_active, weight }
}

/** What the audit keeps of thresholds. */
export function thresholdFacts(thresholds: Thresholds): Record<string, string | null> {
  const { direction, ...bounds } = thresholds
  const texts = Object.entries(bounds).map(([name, value]: [string, Decimal | null]) => [
    name,
    value === null ? null : toText(value),
  ])
  return { direction, ...(Object.fromEntries(texts) as Record<string, string | null>) }
}
