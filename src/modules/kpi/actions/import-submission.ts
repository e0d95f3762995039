// What somebody asks to be imported, checked as far as that is possible without reading the rows.
import { compileCheck } from '#kernel/http/validation.ts'
import { parseJson } from '#kernel/http/json.ts'
import { newId } from '#kernel/ids.ts'
import { Problem, unprocessable } from '#kernel/problem.ts'
import type { Violation } from '#kernel/problem.ts'
import { ImportOptions } from '../import-schemas.ts'
import type { ImportBody, ImportMapping } from '../import-schemas.ts'
import type { ImportJobId, NewImportJob } from '../queries/import-jobs.ts'
import type { MappingRow } from '../queries/import-mappings.ts'
import type { ReceivedForm } from './receive-import.ts'

export type ImportSource =
  | {
      readonly kind: 'file'
      readonly path: string
      /** As the sender named it: a text called .xlsx is refused. */
      readonly name: string
      readonly options: ImportOptions
      readonly release: () => Promise<void>
    }
  | { readonly kind: 'rows'; readonly rows: ImportBody['rows'] }

export interface ImportSubmission {
  readonly job: NewImportJob
  readonly source: ImportSource
  /** What makes two submissions the same one, for Idempotency-Key. */
  readonly fingerprint: readonly string[]
}

const checkOptions = compileCheck(ImportOptions)
const zipSignature = '504b'
const ole2Signature = 'd0cf'

/** A saved mapping by its id; null when there is none. */
export type FindMapping = (id: string) => Promise<Pick<MappingRow, 'mapping' | 'options'> | null>

/**
 * The submission of an uploaded file. What the form leaves out, its saved mapping gives. Throws a 422 for unknown or wrong
 * fields, which must be released by the caller.
 */
export async function submissionOfForm(
  { file, fields }: ReceivedForm,
  findMapping: FindMapping,
): Promise<ImportSubmission> {
  const given = Object.fromEntries(Array.from(fields, ([name, value]) => [name, fieldValue(name, value)]))
  const violations = checkOptions(given)
  if (violations.length > 0) throw unprocessable(violations)
  const { mapping_id = null, ...options } = await withMapping(given, findMapping)
  requireSoundMapping(options.mapping ?? {})
  return {
    job: { ...jobOf(options), type: guessType(file.first_bytes, file.name), file_name: file.name, mapping_id },
    source: { kind: 'file', path: file.path, name: file.name, options, release: file.release },
    fingerprint: ['file', file.sha256, JSON.stringify(Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)))],
  }
}

export interface FetchedSubmission {
  /** Of the job that is to be opened. */
  readonly id: ImportJobId
  readonly path: string
  readonly name: string
  readonly first_bytes: Buffer
  readonly release: () => Promise<void>
}

/** The submission of a file that was fetched from an automatic source. */
export function submissionOfFile(
  { id, path, name, first_bytes, release }: FetchedSubmission,
  { options, ...job }: Pick<NewImportJob, 'mapping_id' | 'source_id' | 'memory'> & { readonly options: ImportOptions },
): ImportSubmission {
  return {
    job: { ...jobOf(options), ...job, id, type: guessType(first_bytes, name), file_name: name },
    source: { kind: 'file', path, name, options, release },
    fingerprint: [],
  }
}

async function withMapping(given: ImportOptions, findMapping: FindMapping): Promise<ImportOptions> {
  if (given.mapping_id === undefined) return given
  if (given.mapping !== undefined) {
    const detail = 'Donnez mapping ou mapping_id, et l’un des deux seulement.'
    throw unprocessable([{ pointer: '/mapping', code: 'VALUE_INVALID', detail }])
  }
  const saved = await findMapping(given.mapping_id)
  if (saved === null) {
    const detail = 'Cette correspondance n’existe pas ici.'
    throw unprocessable([{ pointer: '/mapping_id', code: 'UNKNOWN_MAPPING', detail }])
  }
  return { ...saved.options, mapping: saved.mapping, ...given }
}

/** The submission of rows as JSON. Throws a 422 for rows that name no KPI or no period, or two. */
export function submissionOfBody(body: ImportBody): ImportSubmission {
  const violations = body.rows.flatMap((row, index) => [
    ...exactlyOne(row, ['kpi_id', 'kpi'], index),
    ...exactlyOne(row, ['period', 'period_start'], index),
  ])
  if (violations.length > 0) throw unprocessable(violations.slice(0, violationsMax))
  return {
    job: { ...jobOf(body), type: 'API', file_name: null },
    source: { kind: 'rows', rows: body.rows },
    fingerprint: ['rows', JSON.stringify(body)],
  }
}

const violationsMax = 50

function jobOf(
  options: Pick<ImportOptions, 'mode' | 'on_duplicate' | 'dry_run'>,
): Omit<NewImportJob, 'type' | 'file_name'> {
  return {
    id: newId(),
    mode: options.mode ?? 'all_or_nothing',
    on_duplicate: options.on_duplicate ?? 'reject',
    dry_run: options.dry_run ?? false,
  }
}

function exactlyOne<Row extends object>(
  row: Row,
  names: readonly [keyof Row & string, keyof Row & string],
  index: number,
): readonly Violation[] {
  const given = names.filter((name) => row[name] !== undefined)
  if (given.length === 1) return []
  const pointer = `/rows/${index}/${names[0]}`
  const code = given.length === 0 ? 'REQUIRED' : 'VALUE_INVALID'
  return [{ pointer, code, detail: `Donnez ${names[0]} ou ${names[1]}, et l’un des deux seulement.` }]
}

/** A text field as the value its schema expects; what cannot be read stays text and is refused by the schema. */
function fieldValue(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (name === 'header_row' && /^[1-9]\d{0,8}$/.test(value)) return Number(value)
  if (name === 'dry_run' && (value === 'true' || value === 'false')) return value === 'true'
  if (name === 'delimiter' && value === '\t') return '\\t'
  if (name === 'encoding') return value.toLowerCase()
  return name === 'mapping' ? readMapping(value) : value
}

function readMapping(text: string): unknown {
  try {
    return parseJson(Buffer.from(text))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const detail = `/mapping n’est pas du JSON lisible. ${error.extras.detail ?? ''}`.trim()
    throw unprocessable([{ pointer: '/mapping', code: 'VALUE_INVALID', detail }])
  }
}

const longOnly = ['period', 'period_start', 'period_end', 'value', 'comment'] as const

/** Refuses columns that belong to the other layout. Throws a 422. */
export function requireSoundMapping(mapping: ImportMapping): void {
  const isMatrix = mapping.layout === 'matrix'
  if (isMatrix && mapping.periods === undefined) {
    throw unprocessable([
      { pointer: '/mapping/periods', code: 'REQUIRED', detail: 'Nommez les colonnes des périodes.' },
    ])
  }
  const foreign = isMatrix
    ? longOnly.filter((name) => mapping[name] !== undefined)
    : mapping.periods === undefined
      ? []
      : ['periods']
  if (foreign.length === 0) return
  const detail = isMatrix
    ? 'Ce champ n’a pas de sens quand chaque colonne est une période.'
    : 'Ce champ demande layout: "matrix".'
  throw unprocessable(foreign.map((name) => ({ pointer: `/mapping/${name}`, code: 'VALUE_INVALID', detail })))
}

/** What the job says until the file is read: by its first bytes, else by its name. */
function guessType(firstBytes: Buffer, name: string): NewImportJob['type'] {
  const signature = firstBytes.toString('hex', 0, 2)
  const isOds = /\.(?:ods|ots)$/i.test(name)
  if (signature === zipSignature || signature === ole2Signature) return isOds ? 'ODS' : 'EXCEL'
  if (isOds) return 'ODS'
  return /\.xls[a-z]?$/i.test(name) ? 'EXCEL' : 'CSV'
}
