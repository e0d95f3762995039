// SQL of the demo world alone: it pretends that its history was entered as it happened.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'

/** Days after the end of a period at which the demo's people enter, by turns: one in seven comes late. */
const delays = [1, 0, 1, 2, 1, 0, 6] as const

/** Dates KPIs and values back, as if people had entered one period after the other. */
export async function dateBackDemo(tx: Tx): Promise<void> {
  await sql`
    update kpi.value v
    set created_at = d.entered_at, entered_at = d.entered_at, updated_at = d.entered_at
    from (
      select n.id, least(now(), (n.period_end + 1 + (${`{${delays.join(',')}}`}::int[])[1 + (row_number() over (partition by n.kpi_id order by n.period_start)
        + ascii(right(n.kpi_id::text, 1))) % ${delays.length}::int])::timestamptz
        - interval '8 hours') as entered_at
      from kpi.value n
    ) d
    where v.id = d.id`.execute(tx)
  await sql`
    update kpi.kpi k
    set created_at = f.first_start::timestamptz
    from (select v.kpi_id, min(v.period_start) as first_start from kpi.value v group by v.kpi_id) f
    where f.kpi_id = k.id`.execute(tx)
}
