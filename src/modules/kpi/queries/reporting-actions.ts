// SQL of the actions that the direction view shows.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import { actions } from './actions.ts'
import type { ActionRow } from './actions.ts'

export interface DueActions {
  /** The first by due date. */
  readonly items: readonly ActionRow[]
  readonly total: number
}

export interface DueRequest {
  /** Both days included; null for no lower bound. */
  readonly from: Day | null
  readonly until: Day
  readonly limit: number
}

/** Visible actions that are neither done nor cancelled and are due in these days. */
export async function listActionsDue(tx: Tx, { from, until, limit }: DueRequest): Promise<DueActions> {
  const { rows } = await sql<ActionRow & { readonly total: number }>`
    select x.*, count(*) over ()::int as total
    from (
      ${actions}
      where a.status in ('OPEN', 'IN_PROGRESS') and a.due_date <= ${until}::date
        and a.due_date >= ${from ?? '-infinity'}::date
    ) x
    order by x.due_date, x.id
    limit ${limit}::int`.execute(tx)
  return { items: rows, total: rows[0]?.total ?? 0 }
}
