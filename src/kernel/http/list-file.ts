// Any list of the API as a file: `?format=csv` or `?format=xlsx` on its address answers all its pages, row by row.
// Columns follow from the shape of the list's items; an endpoint may name and order them.
import { Readable } from 'node:stream'
import type { TSchema } from 'typebox'
import type { ExportCell } from '../tabular/export-cell.ts'
import { tableLimits } from '../tabular/limits.ts'
import { writeCsv } from '../tabular/write-csv.ts'
import { writeXlsx } from '../tabular/write-xlsx.ts'
import { listLimitMax } from './schemas.ts'

export type ListFormat = 'csv' | 'xlsx'

/** How a list looks as a file, where the shape of its items does not say it well enough. */
export interface ListFile {
  /** File name without extension, and name of the sheet. */
  readonly name: string
  /** Field of an item → header, in the order of the columns. */
  readonly columns: Readonly<Record<string, string>>
  /** What the codes of a field are called: status → RED → Rouge. Free text is never replaced. */
  readonly words?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface ListColumn {
  readonly field: string
  readonly header: string
  readonly isDay: boolean
  readonly words: Readonly<Record<string, string>>
}

export interface ListPage {
  readonly items: readonly Readonly<Record<string, unknown>>[]
  readonly next_cursor?: string | null
}

export const listMediaTypes: Readonly<Record<ListFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}
/** A sheet holds 1 048 576 rows; a longer list is refused, never cut. */
const rowCountMax = 1_000_000
/** Leaves room for the apostrophe that protects a text. */
const cellCharactersMax = tableLimits.cell_characters_max - 1

/** Headers of fields that many lists have. */
const commonHeaders: Readonly<Record<string, string>> = {
  id: 'Id',
  name: 'Nom',
  title: 'Titre',
  text: 'Texte',
  content: 'Texte',
  description: 'Description',
  code: 'Code',
  status: 'Statut',
  email: 'E-mail',
  full_name: 'Nom complet',
  role: 'Rôle',
  owner_name: 'Responsable',
  author_name: 'Auteur',
  dashboard_title: 'Tableau de bord',
  kpi_name: 'Indicateur',
  process_name: 'Processus',
  unit: 'Unité',
  value: 'Valeur',
  period_label: 'Période',
  period_start: 'Début',
  period_end: 'Fin',
  due_date: 'Échéance',
  created_at: 'Créé le',
  updated_at: 'Modifié le',
  at: 'Le',
  action: 'Acte',
  summary: 'Résumé',
}

interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly pattern?: string
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
}

/** The columns of a list's file; null when the answer is no list of objects. */
export function listColumns(
  answer: JsonSchema | null | undefined,
  file: ListFile | undefined,
): readonly ListColumn[] | null {
  const fields = answer?.properties?.['items']?.items?.properties
  if (fields === undefined) return null
  const shown = Object.keys(fields).filter((field) => isShown(fields, field))
  const named = file?.columns ?? Object.fromEntries(shown.map((field) => [field, commonHeaders[field] ?? field]))
  return Object.entries(named).map(([field, header]) => {
    const schema = fields[field]
    if (schema === undefined) throw new Error(`a list has no field ${field}`)
    return { field, header, isDay: schema.pattern?.includes('\\d{4}-') === true, words: file?.words?.[field] ?? {} }
  })
}

/** What a person may do is no data, and a list within a row has no cell. */
function isShown(fields: Readonly<Record<string, JsonSchema>>, field: string): boolean {
  const { type, properties } = fields[field] ?? {}
  return !field.startsWith('can_') && properties === undefined && type !== 'array'
}

export interface ListStream {
  readonly format: ListFormat
  readonly name: string
  readonly columns: readonly ListColumn[]
  /** Already read: a refusal must come before the first byte. */
  readonly first: ListPage
  readonly next: (cursor: string) => Promise<ListPage>
}

/** The whole list as a file, one page in memory at a time. */
export function listStream(list: ListStream): Readable {
  const rows = listRows(list)
  if (list.format === 'xlsx') return writeXlsx(rows, { sheet: list.name })
  return Readable.from(writeCsv(rows), { objectMode: false })
}

async function* listRows({ columns, first, next }: ListStream): AsyncGenerator<readonly ExportCell[]> {
  yield columns.map(({ header }) => header)
  let count = 0
  for (let page = first; ;) {
    for (const item of page.items) {
      count += 1
      if (count > rowCountMax) throw new Error('the list has more rows than a file holds')
      yield columns.map((column) => cellOf(item[column.field], column))
    }
    if (page.next_cursor == null) return
    page = await next(page.next_cursor)
  }
}

function cellOf(value: unknown, { isDay, words }: ListColumn): ExportCell {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value === 'boolean') return value ? 'oui' : 'non'
  if (typeof value !== 'string') return clipped(JSON.stringify(value))
  return isDay ? { day: value } : clipped(Object.hasOwn(words, value) ? (words[value] ?? value) : value)
}

function clipped(text: string): string {
  return text.length <= cellCharactersMax ? text : `${text.slice(0, cellCharactersMax - 1)}…`
}

/** The query of one page of the list: as asked, and as long as a page can be where the list has pages. */
export function pageQuery(query: object, schema: TSchema | undefined, cursor: string | null): object {
  const { properties = {} } = (schema ?? {}) as JsonSchema
  if (properties['cursor'] === undefined) return query
  return { ...query, limit: listLimitMax, ...(cursor === null ? {} : { cursor }) }
}
