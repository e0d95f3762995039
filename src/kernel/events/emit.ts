// Tells that something happened: a row of the outbox in the same transaction, announced to listeners at commit.
import { sql } from 'kysely'
import type { Tx } from '../database/database.ts'
import { newId } from '../ids.ts'
import type { UserId } from '../ids.ts'

export interface EventRecord {
  /** `module.noun.past`: `kpi.value.created`. */
  readonly type: string
  /** Ids only, at most a few: listeners read the rest under their own rights. */
  readonly payload: Readonly<Record<string, string | number | boolean | null>>
  /** Who may know; absent means everyone of the organisation. ADMINs are always told. */
  readonly audience?: readonly UserId[] | null
  /** Concerns the audience alone: not even ADMINs are told. */
  readonly personal?: boolean
}

/** Writes one event. Delivered at most a moment after the commit, never if the transaction is rolled back. */
export async function emit(tx: Tx, event: EventRecord): Promise<void> {
  const audience = event.audience ?? null
  tx.send(
    sql`insert into kernel.event (organization_id, id, type, payload, audience, is_personal)
    values (${tx.scope.organization_id}, ${newId()}, ${event.type}, ${JSON.stringify(event.payload)}::jsonb,
      ${audience === null ? null : `{${audience.join(',')}}`}::uuid[], ${event.personal ?? false})`.compile(tx),
  )
}
