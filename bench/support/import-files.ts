// The two files of (c): 100 KPIs by code × 1 000 days, written by the product's own exporters.
import { buffer, text } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import type { ExportCell } from '#kernel/tabular/export-cell.ts'
import { writeCsv } from '#kernel/tabular/write-csv.ts'
import { writeXlsx } from '#kernel/tabular/write-xlsx.ts'
import type { World } from './world.ts'

const kpiCount = 100
const dayCount = 1000
const firstDay = Date.UTC(2023, 0, 1)

export interface ImportFiles {
  readonly csv: Blob
  readonly xlsx: Blob
  readonly rows: number
}

/** Creates the KPIs through the API and both files in memory. */
export async function createImportFiles(world: World): Promise<ImportFiles> {
  const headers = { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' }
  const post = async (path: string, body: unknown): Promise<{ id: string }> => {
    const answer = await fetch(`${world.origin}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (answer.status !== 201) throw new Error(await answer.text())
    return (await answer.json()) as { id: string }
  }
  const dashboard = await post('/dashboards', { title: 'Import' })
  for (let index = 0; index < kpiCount; index += 1) {
    const kpi = { name: `Importé ${index}`, code: codeOf(index), frequency: 'DAILY', direction: 'UP_IS_BETTER' }
    await post(`/dashboards/${dashboard.id}/kpis`, {
      ...kpi,
      threshold_green: 95,
      threshold_orange: 90,
      threshold_red: 80,
      unit: '%',
    })
  }
  return {
    csv: new Blob([await text(Readable.from(writeCsv(listRows())))]),
    xlsx: new Blob([await buffer(writeXlsx(listRows(), { sheet: 'Valeurs' }))]),
    rows: kpiCount * dayCount,
  }
}

function codeOf(index: number): string {
  return `IMP-${String(index).padStart(3, '0')}`
}

function* listRows(): Generator<readonly ExportCell[]> {
  yield ['Code', 'Période', 'Valeur', 'Commentaire', 'Saisi par', 'Atelier']
  for (let day = 0; day < dayCount; day += 1) {
    const period = new Date(firstDay + day * 86_400_000).toISOString().slice(0, 10)
    for (let index = 0; index < kpiCount; index += 1) {
      const value = (7500 + ((day * 37 + index * 101) % 2500)) / 100
      yield [
        codeOf(index),
        { day: period },
        { decimal: value.toFixed(2) },
        `Relevé ${day}`,
        'Karim',
        `Atelier ${index % 7}`,
      ]
    }
  }
}
