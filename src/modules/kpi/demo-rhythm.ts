// The rhythm of the demo: entries as they came in time, a team that is told of an alert, somebody who is mentioned.
import type { Scope } from '#kernel/database/database.ts'
import type { UserId } from '#kernel/ids.ts'
import type { Services } from '#kernel/services.ts'
import { changeAlert } from './actions/change-alert.ts'
import { postComment } from './actions/post-comment.ts'
import { dateBackDemo } from './queries/demo-dates.ts'
import type { KpiId } from './queries/kpis.ts'
import { listActivePeople } from './queries/people-seen.ts'
import { usualAlertRule } from './rules/alert.ts'

export interface DemoRhythm {
  readonly admin: Scope
  /** The owner of the KPI, who is mentioned. */
  readonly owner: UserId
  readonly kpi_id: KpiId
  readonly team: string
}

/** As an ADMIN, who also asks the owner of one KPI a question. */
export async function seedDemoRhythm({ database }: Services, demo: DemoRhythm): Promise<void> {
  await database.transaction(demo.admin, async (tx) => {
    await dateBackDemo(tx)
    const change = { ...usualAlertRule, is_on: true, tell_no_data: true, user_ids: [], team_ids: [demo.team] }
    await changeAlert(tx, demo.kpi_id, change)
    const name = (await listActivePeople(tx, [demo.owner])).get(demo.owner)?.full_name
    if (name === undefined) throw new Error('the demo world has lost the owner of a KPI')
    const content = `@${name}, pouvez-vous regarder ce chiffre avant la réunion de lundi ?`
    await postComment(tx, { kpi_id: demo.kpi_id, action_id: null }, { content, mentions: [demo.owner] })
  })
}
