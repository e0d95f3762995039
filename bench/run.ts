// `npm run bench`: measures on a native PostgreSQL of this machine, prints one table, writes bench/results.json.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { measureDirectionPdf } from './direction-pdf.ts'
import type { DirectionPdf } from './direction-pdf.ts'
import { measureDirection } from './direction-view.ts'
import { measureHistoryRead } from './history-read.ts'
import { measureImport } from './import-file.ts'
import type { ImportFile } from './import-file.ts'
import { measureLiveViewers } from './live-viewers.ts'
import { measureMixedLoad } from './mixed-load.ts'
import { measureRecompute } from './recompute.ts'
import type { Recomputed, Recomputing } from './recompute.ts'
import { measureSeries } from './series-analysis.ts'
import { facilityOverhead, gramsPerKilowattHour, wattsPerCore } from './support/carbon.ts'
import { createDataset } from './support/dataset.ts'
import { createImportFiles } from './support/import-files.ts'
import { openWorld } from './support/world.ts'
import type { World } from './support/world.ts'

interface Line {
  readonly measure: string
  readonly result: string
  readonly target: string
  readonly met: boolean
}

// Imports leave the server's heap grown: everyday load is measured on a server of its own.
const imports = await within(measureImports)
await within(async (world) => {
  const { lines, raw } = await measureAll(world, imports)
  const { rows } = await world.owner.query<{ version: string }>(`select current_setting('server_version') as version`)
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    postgresql: rows[0]?.version ?? 'unknown',
    system: readFileSync('/etc/os-release', 'utf8').match(/PRETTY_NAME="(.*)"/)?.[1] ?? process.platform,
    note: 'server, database and load generator on the same machine',
  }
  const carbon = {
    watts_per_core: wattsPerCore,
    grams_per_kilowatt_hour: gramsPerKilowattHour,
    facility_overhead: facilityOverhead,
  }
  const results = { measured_on: new Date().toISOString().slice(0, 10), machine, carbon, lines, raw }
  writeFileSync(join(import.meta.dirname, 'results.json'), `${JSON.stringify(results, null, 2)}\n`)
  process.stdout.write(`${table(lines)}\n`)
})

async function within<T>(work: (world: World) => Promise<T>): Promise<T> {
  const world = await openWorld()
  try {
    return await work(world)
  } finally {
    await world.close()
  }
}

interface Imports {
  readonly csv: ImportFile
  readonly xlsx: ImportFile
}

async function measureImports(world: World): Promise<Imports> {
  const files = await createImportFiles(world)
  const csv = await measureImport(world, 'valeurs.csv', files.csv, files.rows)
  await world.owner.query('delete from kpi.value where organization_id = $1', [world.organization_id])
  const xlsx = await measureImport(world, 'valeurs.xlsx', files.xlsx, files.rows)
  return { csv, xlsx }
}

interface Measured {
  readonly lines: readonly Line[]
  readonly raw: object
}

async function measureAll(world: World, { csv, xlsx }: Imports): Promise<Measured> {
  const size = { dashboards: 200, kpisPerDashboard: 20, months: 60 }
  const { kpi_ids } = await createDataset(world.owner, world.organization_id, world.user_id, size)
  const direction = await measureDirection(world)
  const history = await measureHistoryRead(world, kpi_ids[0] ?? '')
  const mixed = await measureMixedLoad(world, kpi_ids)
  const series = await measureSeries(world)
  const viewers = await measureLiveViewers(world, kpi_ids[1] ?? '')
  const pdf = await measureDirectionPdf(world)
  const recompute = await measureRecompute(world)
  const lines: Line[] = [
    line(
      '(a) 60-value history read, 16 connections',
      `${round(history.requests_per_second)} req/s`,
      '≥ 2 300 req/s',
      history.requests_per_second >= 2300,
    ),
    line(
      '(a) the same beside a bare Fastify + pg route',
      `${round(history.ratio, 2)} of ${round(history.bare_requests_per_second)} req/s`,
      '≥ 0.7',
      history.ratio >= 0.7,
    ),
    line(
      '(b) 70 % reads / 30 % writes, 300 req/s open loop, P99',
      `${round(mixed.p99_ms, 2)} ms (writes ${round(mixed.write_p99_ms, 2)} ms)`,
      '< 4 ms',
      mixed.p99_ms < 4 && Object.keys(mixed.failures).length === 0,
    ),
    line('(b) memory of the server', `${round(mixed.server_mb)} MB`, '< 200 MB', mixed.server_mb < 200),
    line(
      '(b) carbon of one request',
      `${mixed.grams_co2e_per_request.toExponential(1)} g CO₂e (${round(mixed.cpu_ms_per_request, 2)} ms CPU)`,
      '< 0.12 g',
      mixed.grams_co2e_per_request < 0.12,
    ),
    importLine('CSV', csv),
    importLine('XLSX', xlsx),
    line(
      '(d) direction view, 200 dashboards × 20 KPIs × 60 values',
      `${round(direction.p50_ms, 1)} ms (P99 ${round(direction.p99_ms, 1)} ms)`,
      '< 50 ms',
      direction.p50_ms < 50,
    ),
    line(
      '(e) series of 400 points with its analysis, P99',
      `${round(series.p99_ms, 1)} ms (P50 ${round(series.p50_ms, 1)} ms; bare SQL read ${round(series.bare_p99_ms, 1)} ms)`,
      '< 15 ms',
      series.p99_ms < 15,
    ),
    line(
      '(f) one value entered, seen by 200 viewers, P99',
      `${round(viewers.seen_p99_ms)} ms read again, ${round(viewers.told_p99_ms)} ms told`,
      '< 500 ms',
      viewers.seen_p99_ms < 500,
    ),
    pdfLine(pdf),
    ...recomputeLines(recompute),
  ]
  return { lines, raw: { history, mixed, csv, xlsx, direction, series, viewers, pdf, recompute } }
}

function importLine(kind: 'CSV' | 'XLSX', { seconds, server_mb, server_and_reader_mb }: ImportFile): Line {
  return line(
    `(c) import of 100 000 rows, ${kind}`,
    `${round(seconds, 1)} s, server ${round(server_mb)} MB, with reader ${round(server_and_reader_mb)} MB`,
    '< 8 s, < 300 MB',
    seconds < 8 && server_mb < 300,
  )
}

function pdfLine({ first_ms, p50_ms, p99_ms, bare_p50_ms }: DirectionPdf): Line {
  const beside = `first ${round(first_ms)} ms, bare typesetting ${round(bare_p50_ms)} ms`
  return line(
    '(g) direction page as PDF, the same world',
    `${round(p50_ms)} ms (P99 ${round(p99_ms)} ms, ${beside})`,
    '< 1 500 ms',
    p99_ms < 1500,
  )
}

function recomputeLines({ judged, one_period, all_periods }: Recomputing): readonly Line[] {
  const seconds = ({ ms, plain_ms }: Recomputed): string =>
    `${round(ms / 1000, 2)} s (plain SQL update ${round(plain_ms / 1000, 2)} s)`
  return [
    line(
      '(h) 1 000 KPIs × 24 values judged again after a threshold change',
      seconds(judged),
      '< 2 s',
      judged.ms < 2000,
    ),
    line(
      '(h) 1 000 KPIs computed from one input, one of its values changed',
      seconds(one_period),
      '< 2 s',
      one_period.ms < 2000,
    ),
    line('(h) the same, all 24 values of the input imported', seconds(all_periods), '< 2 s', all_periods.ms < 2000),
  ]
}

function line(measure: string, result: string, target: string, met: boolean): Line {
  return { measure, result, target, met }
}

function round(value: number, decimals = 0): string {
  return value.toFixed(decimals)
}

function table(lines: readonly Line[]): string {
  const rows = lines.map(
    ({ measure, result, target, met }) => `| ${measure} | ${result} | ${target} | ${met ? 'met' : 'MISSED'} |`,
  )
  return ['| measure | result | target | |', '| --- | --- | --- | --- |', ...rows].join('\n')
}
