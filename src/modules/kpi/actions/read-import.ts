// Reads what is to be imported and checks it row by row; nothing is written here.
import { setImmediate } from 'node:timers/promises'
import type { Day } from '#kernel/dates.ts'
import { Problem } from '#kernel/problem.ts'
import { normaliseHeader } from '#kernel/tabular/header.ts'
import { readTable } from '#kernel/tabular/read-table.ts'
import type { ReadTableOptions } from '#kernel/tabular/read-table.ts'
import type { TableHead } from '#kernel/tabular/reader-protocol.ts'
import type { ImportBody, ImportJob, ImportOptions } from '../import-schemas.ts'
import { type ImportCell, emptyImportCell } from '../rules/import-cell.ts'
import {
  chooseLayout,
  headerSeries,
  headerWords,
  mappedHeaders,
  type Layout,
  type LongLayout,
} from '../rules/import-columns.ts'
import type { KnownFile } from '../queries/import-mappings.ts'
import { headerFingerprint } from '../rules/header-fingerprint.ts'
import { createIssueList } from '../rules/import-issue.ts'
import type { IssueList, RowError, RowNote } from '../rules/import-issue.ts'
import { type CheckedValue, createRowCheck, type ImportRow, type RefusedValue } from '../rules/import-row.ts'
import type { FindKpi } from '../rules/import-kpis.ts'
import type { ImportSource } from './import-submission.ts'

/** Everything a source says, once it was read to a clean end. */
export interface Harvest {
  readonly type: ImportJob['type']
  readonly detected: ImportJob['detected']
  readonly rows_total: number
  readonly rows_blank: number
  /** Rows with a value that cannot be read. */
  readonly rejected_rows: ReadonlySet<number>
  /** In the order of their rows. */
  readonly values: readonly CheckedValue[]
  /** The first values that cannot be read, as far as they can, and how many there are. */
  readonly unread: readonly RefusedValue[]
  readonly unread_total: number
  readonly errors: IssueList<RowError>
  readonly notes: IssueList<RowNote>
  readonly duplicates: number
  /** Whether the source has a place for comments at all: without one, overwriting leaves them alone. */
  readonly has_comments: boolean
  /** A saved mapping made for files like this one; null when it came with a mapping. */
  readonly suggested_mapping_id: string | null
}

export interface ReadImport {
  readonly findKpi: FindKpi
  readonly today: Day
  /** Kinds of files that have a saved mapping. */
  readonly known?: readonly KnownFile[]
  readonly signal: AbortSignal
  /** How many rows have been read. */
  readonly onRows: (count: number) => void
}

/** How many values of a rehearsal are shown beside what is stored. */
export const previewCountMax = 200
const valueCountMax = 200_000
/** Bounds the memory of a file that is all comments; as many as 200 000 rows with 120 characters each. */
const commentCharactersMax = 24_000_000
const jsonBatchRows = 500

/** Reads and checks a source. Throws the Problem of a file that is refused as a whole, or the signal's reason. */
export async function readImport(source: ImportSource, read: ReadImport): Promise<Harvest> {
  return source.kind === 'file' ? readFile(source, read) : readRows(source.rows, read)
}

async function readFile(
  { path, name, options }: ImportSource & { readonly kind: 'file' },
  read: ReadImport,
): Promise<Harvest> {
  let collector: Collector | null = null
  const known = options.mapping === undefined ? (read.known ?? []) : []
  const summary = await readTable(
    path,
    { ...tableOptions(options, known, read.signal), file_name: name },
    async (rows, head) => {
      collector ??= createCollector(layoutOf(head, options, known), read)
      collector.take(rows)
      // Rows come in bursts: other requests get their turn between two batches.
      await setImmediate()
    },
  )
  // readTable refuses a table without rows, so there was a first batch.
  const collected = collector as Collector | null
  if (collected === null) throw new Error('a table was read without any row')
  const { type, detected, headers, rows, rows_blank } = summary
  return {
    ...collected.end(),
    suggested_mapping_id: suggestionFor(headers, known),
    type,
    detected: { ...detected, sheets: detected.sheets === null ? null : [...detected.sheets], headers: [...headers] },
    rows_total: rows,
    rows_blank,
  }
}

/** The header row is also known by the columns of saved mappings: their files may have no header that is known otherwise. */
function tableOptions(options: ImportOptions, known: readonly KnownFile[], signal: AbortSignal): ReadTableOptions {
  const { sheet, header_row, delimiter, encoding, mapping } = options
  const series = headerSeries(mapping ?? {})
  const saved = known.flatMap((file) => mappedHeaders(file.mapping))
  return {
    header_words: [...headerWords(mapping ?? {}), ...saved],
    signal,
    ...(series === null ? {} : { header_series: { ...series, words: [...series.words, ...saved] } }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(header_row === undefined ? {} : { header_row }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
  }
}

function suggestionFor(headers: readonly string[], known: readonly KnownFile[]): string | null {
  const fingerprint = headerFingerprint(headers, normaliseHeader)
  return known.find((file) => file.fingerprint === fingerprint)?.id ?? null
}

function layoutOf(head: TableHead, options: ImportOptions, known: readonly KnownFile[]): Layout {
  const chosen = chooseLayout(head.headers, options.mapping ?? {}, normaliseHeader)
  if (chosen.ok) return chosen.layout
  throw new Problem(422, 'HEADER_NOT_FOUND', 'Les colonnes du fichier ne sont pas reconnues.', {
    detail: [...chosen.mistakes, 'Indiquez quelle colonne est laquelle.'].join(' '),
    members: {
      headers: head.headers,
      header_row: head.detected.header_row,
      sheets: head.detected.sheets,
      suggested_mapping_id: suggestionFor(head.headers, known),
    },
  })
}

async function readRows(rows: ImportBody['rows'], read: ReadImport): Promise<Harvest> {
  const collector = createCollector(jsonLayout, read)
  for (let start = 0; start < rows.length; start += jsonBatchRows) {
    read.signal.throwIfAborted()
    collector.take(rows.slice(start, start + jsonBatchRows).map((row, index) => jsonRow(row, start + index + 1)))
    await setImmediate()
  }
  const detected = {
    encoding: null,
    delimiter: null,
    sheet: null,
    sheets: null,
    header_row: null,
    date_system: null,
    headers: [],
  }
  return {
    ...collector.end(),
    suggested_mapping_id: null,
    type: 'API',
    detected,
    rows_total: rows.length,
    rows_blank: 0,
  }
}

const jsonLayout: LongLayout = {
  kind: 'long',
  kpi: [
    { index: 0, header: 'kpi_id' },
    { index: 1, header: 'kpi' },
  ],
  period: { index: 2, header: 'period' },
  period_end: { index: 3, header: 'period_end' },
  value: { index: 4, header: 'value' },
  comment: { index: 5, header: 'comment' },
  fill_down: false,
}

/** A JSON row as a row of cells; its number is its place, from 1. */
function jsonRow(row: ImportBody['rows'][number], place: number): ImportRow {
  const number = String(row.value)
  const cells: readonly ImportCell[] = [
    textCell(row.kpi_id),
    textCell(row.kpi),
    textCell(row.period ?? row.period_start),
    textCell(row.period_end),
    { kind: 'number', text: number, number },
    textCell(row.comment ?? undefined),
  ]
  return { row: place, cells }
}

function textCell(text: string | undefined): ImportCell {
  return text === undefined ? emptyImportCell : { kind: 'text', text }
}

interface Collector {
  readonly take: (rows: readonly ImportRow[]) => void
  readonly end: () => Omit<Harvest, 'type' | 'detected' | 'rows_total' | 'rows_blank' | 'suggested_mapping_id'>
}

function createCollector(layout: Layout, { findKpi, today, onRows }: ReadImport): Collector {
  const check = createRowCheck({ layout, findKpi, today })
  const values: CheckedValue[] = []
  const errors = createIssueList<RowError>()
  const notes = createIssueList<RowNote>()
  const rejected = new Set<number>()
  const unread: RefusedValue[] = []
  let unreadTotal = 0
  let duplicates = 0
  let characters = 0
  const takeRow = (row: ImportRow): void => {
    const checked = check(row)
    for (const value of checked.values) {
      values.push(value)
      characters += value.comment?.length ?? 0
    }
    errors.add(checked.errors)
    notes.add(checked.notes)
    if (checked.refused.length > 0) rejected.add(row.row)
    unread.push(...checked.refused.slice(0, Math.max(0, previewCountMax - unread.length)))
    unreadTotal += checked.refused.length
    duplicates += checked.errors.filter((error) => error.code === 'DUPLICATE_IN_FILE').length
  }
  return {
    take: (rows) => {
      for (const row of rows) takeRow(row)
      if (values.length > valueCountMax) throw tooMuch('TOO_MANY_ROWS', `La limite est de ${valueCountMax} valeurs.`)
      if (characters > commentCharactersMax)
        throw tooMuch('FILE_TOO_LARGE_INFLATED', 'Les commentaires sont trop longs dans leur ensemble.')
      onRows(rows.length)
    },
    end: () => ({
      values,
      errors,
      notes,
      duplicates,
      rejected_rows: rejected,
      unread,
      unread_total: unreadTotal,
      has_comments: layout.kind === 'long' && layout.comment !== null,
    }),
  }
}

function tooMuch(code: string, detail: string): Problem {
  return new Problem(422, code, 'Le contenu du fichier est trop volumineux.', {
    detail: `${detail} Découpez le fichier.`,
  })
}
