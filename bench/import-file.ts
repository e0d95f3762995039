// (c) 100 000 rows imported from a CSV and an XLSX file: time to the finished job, memory of the server and its reader.
import type { DatasetSize } from './support/dataset.ts'
import { watchMemory } from './support/process-usage.ts'
import { logIn } from './support/world.ts'
import type { World } from './support/world.ts'

export interface ImportFile {
  readonly rows: number
  readonly seconds: number
  readonly server_mb: number
  readonly server_and_reader_mb: number
}

interface Job {
  readonly id: string
  readonly status: string
  readonly rows_written: number
  readonly error_message: string | null
}

export const importSize: DatasetSize & { readonly days: number } = {
  dashboards: 1,
  kpisPerDashboard: 100,
  months: 0,
  days: 1000,
}

/** Sends the file and waits for the job. Throws unless every row was written. */
export async function measureImport(world: World, name: string, file: Blob, rows: number): Promise<ImportFile> {
  const token = await logIn(world.origin)
  const headers = { authorization: `Bearer ${token}` }
  const form = new FormData()
  form.set('file', file, name)
  const memory = watchMemory(world.server_pid)
  const startedAt = performance.now()
  const answer = await fetch(`${world.origin}/api/v1/imports/kpi-values`, { method: 'POST', headers, body: form })
  let job = (await answer.json()) as Job
  while (job.status === 'RUNNING' || job.status === 'PENDING') {
    await new Promise((resolve) => setTimeout(resolve, 100))
    job = (await (await fetch(`${world.origin}/api/v1/imports/jobs/${job.id}`, { headers })).json()) as Job
  }
  const seconds = (performance.now() - startedAt) / 1000
  const { alone, tree } = memory()
  if (job.status !== 'SUCCESS' || job.rows_written !== rows)
    throw new Error(`${name}: ${JSON.stringify(job).slice(0, 600)}`)
  return { rows, seconds, server_mb: alone, server_and_reader_mb: tree }
}
