// What automatic sources are tested with: a file server that the installation allows, and the minute's round.
import assert from 'node:assert/strict'
import { kpiJobs } from '../../src/modules/kpi/jobs.ts'
import type { ImportJob } from '../../src/modules/kpi/import-schemas.ts'
import type { ImportSource } from '../../src/modules/kpi/source-schemas.ts'
import type { Answer, Person, TestSocle } from './app.ts'

export interface Run {
  readonly outcome: string
  readonly job_id: string | null
  readonly source: ImportSource
}

/** A file of values as a source serves it, one text `code;period;value` a row. */
export function valuesCsv(...rows: readonly string[]): string {
  return ['code;periode;valeur', ...rows].join('\n')
}

export function sourceShortcuts(socle: TestSocle) {
  const { call, asOwner } = socle
  const create = async (as: Person, body: Readonly<Record<string, unknown>>): Promise<ImportSource> => {
    const answer = await call('POST', '/imports/sources', { as, body: { name: 'Export', is_active: false, ...body } })
    assert.equal(answer.statusCode, 201, answer.body)
    return answer.json<ImportSource>()
  }
  const change = (as: Person, id: string, body: Readonly<Record<string, unknown>>): Promise<Answer> =>
    call('PATCH', `/imports/sources/${id}`, { as, body })
  const read = async (as: Person, id: string): Promise<ImportSource> =>
    (await call('GET', `/imports/sources/${id}`, { as })).json<ImportSource>()
  const run = async (as: Person, id: string, body: Readonly<Record<string, unknown>> = {}): Promise<Run> => {
    const answer = await call('POST', `/imports/sources/${id}/runs`, { as, body })
    assert.equal(answer.statusCode, 202, answer.body)
    return answer.json<Run>()
  }
  /** Makes a source due, as if the server had been down since. */
  const makeDue = (id: string): Promise<unknown> =>
    asOwner(`update kpi.import_source set next_run_at = now() - interval '3 days' where id = $1 and is_active`, [id])
  /** The round of every minute. */
  const round = async (): Promise<void> => {
    const job = kpiJobs(socle.services).find(({ queue }) => queue === 'kpi.read-import-sources')
    assert.ok(job)
    await job.run({ scope: null }, new AbortController().signal)
  }
  const roundOf = async (as: Person, id: string): Promise<ImportSource> => {
    await makeDue(id)
    await round()
    return read(as, id)
  }
  const jobsOf = async (as: Person, id: string): Promise<readonly ImportJob[]> =>
    (await call('GET', `/imports/jobs?source_id=${id}`, { as })).json<{ items: ImportJob[] }>().items
  /** What sources had to tell somebody. */
  const told = (user: Person): Promise<readonly Record<string, unknown>[]> =>
    asOwner(
      `select kind, title, link from kernel.notification where user_id = $1 and kind like 'kpi.source.%' order by id`,
      [user.user_id],
    )
  return { create, change, read, run, makeDue, round, roundOf, jobsOf, told }
}
