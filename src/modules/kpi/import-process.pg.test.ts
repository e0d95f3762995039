// What only a real process can show: death in the middle of an import, and memory under hostile files.
import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { repeatedDeflate, workbookFile, workbookParts, zipFile } from '#kernel/tabular/hostile-files.ts'
import { createTestDatabase } from '../../../test/support/cluster.ts'
import { formOf } from '../../../test/support/imports.ts'
import type { Upload } from '../../../test/support/imports.ts'
import { startServer } from '../../../test/support/server-process.ts'
import type { ServerProcess } from '../../../test/support/server-process.ts'
import type { ImportJob } from './import-schemas.ts'

const memoryGrowthMax = 150 * 1_048_576
const rowCountMax = 200_000
const kpiCount = 200

const database = await createTestDatabase()
const dataDir = await mkdtemp(join(tmpdir(), 'socle-import-'))
await chmod(dataDir, 0o700)
const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 })
let server = await startServer(database.ownerUrl, dataDir)
let headers: Record<string, string> = {}

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server.api}${path}`, {
    ...init,
    headers: { ...headers, ...(init.headers as Record<string, string>) },
  })
}

async function post<T>(path: string, body: unknown): Promise<T> {
  const answer = await request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  assert.ok(answer.ok, `${path}: ${answer.status}`)
  return (await answer.json()) as T
}

function upload(file: Upload): Promise<Response> {
  const { payload, contentType } = formOf(file)
  return request('/imports/kpi-values', {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: new Uint8Array(payload),
  })
}

async function lastJob(): Promise<ImportJob | undefined> {
  return ((await (await request('/imports/jobs?limit=1')).json()) as { items: readonly ImportJob[] }).items[0]
}

async function ended(id: string): Promise<ImportJob> {
  for (;;) {
    const job = (await (await request(`/imports/jobs/${id}`)).json()) as ImportJob
    if (job.status !== 'RUNNING' && job.status !== 'PENDING') return job
    await wait(100)
  }
}

async function count(): Promise<number> {
  const { rows } = await owner.query<{ count: number }>('select count(*)::int as count from kpi.value')
  return rows[0]?.count ?? -1
}

/** Days of many KPIs; `comment` stands in every row. */
function rowsOf(rows: number, comment = ''): string {
  const lines = ['code;periode;valeur;commentaire']
  for (let index = 0; index < rows; index += 1) {
    const day = new Date(Date.UTC(2000, 0, 1 + Math.floor(index / kpiCount))).toISOString().slice(0, 10)
    lines.push(`K${index % kpiCount};${day};${90 + (index % 100) / 10};${comment}`.replace('.', ','))
  }
  return lines.join('\n')
}

/** The highest growth of the server's memory while something runs, and whether it answered meanwhile. */
async function watching<T>(
  watched: ServerProcess,
  run: () => Promise<T>,
): Promise<{ result: T; growth: number; answers: number }> {
  const before = await watched.residentBytes()
  let peak = before
  let answers = 0
  const state = { isOver: false }
  const probe = async (): Promise<void> => {
    while (!state.isOver) {
      assert.equal((await request('/dashboards')).status, 200)
      answers += 1
      peak = Math.max(peak, await watched.residentBytes())
      await wait(20)
    }
  }
  const probing = probe()
  const result = await run().finally(() => {
    state.isOver = true
  })
  await probing
  return { result, growth: peak - before, answers }
}

describe('imports in a process', () => {
  after(async () => {
    await server[Symbol.asyncDispose]()
    await owner.end()
    await database.drop()
    await rm(dataDir, { recursive: true, force: true })
  })

  test('an organisation is there', async () => {
    const body = {
      email: 'p@example.org',
      password: 'un-mot-de-passe-assez-long',
      full_name: 'P',
      organization_name: 'O',
    }
    const { access_token } = await post<{ access_token: string }>('/auth/signup', body)
    headers = { authorization: `Bearer ${access_token}` }
    const { id } = await post<{ id: string }>('/dashboards', { title: 'D' })
    const thresholds = { threshold_green: 95, threshold_orange: 92, threshold_red: 80 }
    for (let index = 0; index < kpiCount; index += 1) {
      const kpi = {
        name: `Indicateur ${index}`,
        code: `K${index}`,
        frequency: 'DAILY',
        direction: 'UP_IS_BETTER',
        unit: '%',
      }
      await post(`/dashboards/${id}/kpis`, { ...kpi, ...thresholds })
    }
  })

  test('bombs and a file of bare separators leave the server small and answering', async () => {
    const bomb = repeatedDeflate(' ', 300)
    const workbook = { sheets: [{ name: 'S', rows: '<row r="1"><c><v>1</v></c></row>' }] }
    const sheet = 'xl/worksheets/sheet1.xml'
    const hiding = workbookParts(workbook).map((part) =>
      part.name === sheet ? { ...part, ...bomb, declared_bytes: 100_000 } : part,
    )
    const files: readonly (readonly [Upload, string])[] = [
      [
        { file: workbookFile({ ...workbook, extra: [{ name: 'xl/a.bin', ...bomb }] }), name: 'a.xlsx' },
        'FILE_TOO_LARGE_INFLATED',
      ],
      [{ file: zipFile(hiding), name: 'a.xlsx' }, 'FILE_TOO_LARGE_INFLATED'],
      [{ file: Buffer.alloc(19 * 1_048_576, ';') }, 'TOO_MANY_COLUMNS'],
      [{ file: `code;periode;valeur\n${'x;x;x\n'.repeat(rowCountMax + 1)}` }, 'TOO_MANY_ROWS'],
    ]
    for (const [file, code] of files) {
      const { result, growth, answers } = await watching(
        server,
        async () => (await upload(file)).json() as Promise<ImportJob & { code?: string; job_id?: string }>,
      )
      const job = await ended(result.job_id ?? result.id)
      assert.deepEqual([job.status, job.error_code], ['FAILED', code])
      assert.ok(growth < memoryGrowthMax, `${code}: ${growth} bytes`)
      assert.ok(answers > 0)
    }
    assert.equal(await count(), 0)
  })

  test('200 000 bad rows and 200 000 good ones stay within the memory allowed', async () => {
    const bad = await watching(server, async () => {
      const answer = await upload({ file: `code;periode;valeur\n${'inconnu;hier;beaucoup\n'.repeat(rowCountMax)}` })
      return ended(((await answer.json()) as ImportJob).id)
    })
    const { rows_rejected, errors, errors_total } = bad.result
    assert.deepEqual([rows_rejected, errors.length, errors_total], [rowCountMax, 1000, rowCountMax])
    assert.ok(bad.growth < memoryGrowthMax, `${bad.growth} bytes`)
    const good = await watching(server, async () => {
      const answer = await upload({ file: rowsOf(rowCountMax, 'un commentaire de longueur usuelle') })
      return ended(((await answer.json()) as ImportJob).id)
    })
    assert.deepEqual([good.result.status, good.result.rows_written], ['SUCCESS', rowCountMax])
    assert.ok(good.growth < memoryGrowthMax, `${good.growth} bytes`)
    assert.equal(await count(), rowCountMax)
    await owner.query('delete from kpi.value')
  })

  for (const [phase, progressMin] of [
    ['reading', 1],
    ['writing', 62],
  ] as const) {
    test(`killed while ${phase}, an import has written nothing and is failed soon after the restart`, async () => {
      const previous = (await lastJob())?.id
      const cut = upload({ file: rowsOf(120_000) }).then(
        () => undefined,
        () => undefined,
      )
      let job: ImportJob | undefined
      while (job === undefined || job.id === previous || job.progress < progressMin) {
        await wait(10)
        job = await lastJob()
      }
      assert.equal(job.status, 'RUNNING')
      await server.kill()
      await cut
      server = await startServer(database.ownerUrl, dataDir)
      const after = await ended(job.id)
      assert.deepEqual([after.status, after.error_code], ['FAILED', 'INTERRUPTED'])
      assert.equal(await count(), 0)
      assert.deepEqual(await readdir(join(dataDir, 'tmp')), [])
      const answer = await upload({ file: rowsOf(kpiCount), before: [['dry_run', 'true']] })
      assert.equal(answer.status, 201, await answer.text())
    })
  }

  test('told to stop, the server ends a running import as interrupted', async () => {
    const sent = upload({ file: rowsOf(120_000) })
    let job = await lastJob()
    while (job?.status !== 'RUNNING') {
      await wait(10)
      job = await lastJob()
    }
    await server[Symbol.asyncDispose]()
    assert.equal((await sent).status, 503)
    const { rows } = await owner.query('select status, error_code from kpi.import_job where id = $1', [job.id])
    assert.deepEqual(rows, [{ status: 'FAILED', error_code: 'INTERRUPTED' }])
    server = await startServer(database.ownerUrl, dataDir)
    assert.equal(await count(), 0)
  })
})
