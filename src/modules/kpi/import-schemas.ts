// Wire shapes of imports: names and codes are the contract's, OpenAPI comes from here.
import Type from 'typebox'
import type { Static } from 'typebox'
import { FreeText, Instant, Nullable, OneOf, Page, paging, Shape, Text, Uuid } from '#kernel/http/schemas.ts'
import { tableDelimiters } from '#kernel/tabular/delimiter.ts'
import { tableEncodings } from '#kernel/tabular/text-encoding.ts'
import { commentCharactersMax } from './schemas.ts'

/** Rows of one JSON import; a larger one is a file. */
export const jsonRowCountMax = 10_000
const headerCharactersMax = 200
const periodColumnCountMax = 255
const sheetNameCharactersMax = 100
const mappingNameCharactersMax = 120

export const Mode = OneOf(['all_or_nothing', 'valid_rows'])
export const OnDuplicate = OneOf(['reject', 'overwrite', 'skip'])
const Header = Text(headerCharactersMax, { examples: ['Indicateur'] })
const Count = Type.Integer({ minimum: 0, examples: [3] })

/** Which column is which, by header text; without it, usual French and English headers are recognised. */
export const ImportMapping = Shape({
  layout: Type.Optional(OneOf(['long', 'matrix'])),
  kpi: Type.Optional(Header),
  kpi_id: Type.Optional(Header),
  period: Type.Optional(Header),
  period_start: Type.Optional(Header),
  period_end: Type.Optional(Header),
  value: Type.Optional(Header),
  comment: Type.Optional(Header),
  periods: Type.Optional(Type.Array(Header, { minItems: 1, maxItems: periodColumnCountMax })),
  fill_down: Type.Optional(Type.Boolean()),
})

const choices = {
  mode: Type.Optional(Mode),
  on_duplicate: Type.Optional(OnDuplicate),
  dry_run: Type.Optional(Type.Boolean()),
}

/** How a file is read. */
const reading = {
  sheet: Type.Optional(Text(sheetNameCharactersMax)),
  header_row: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  delimiter: Type.Optional(OneOf(tableDelimiters)),
  encoding: Type.Optional(OneOf(tableEncodings)),
}

/** The text fields of an upload, once read. A saved mapping gives what they leave out. */
export const ImportOptions = Shape({
  ...reading,
  ...choices,
  mapping: Type.Optional(ImportMapping),
  mapping_id: Type.Optional(Uuid),
})

export const MappingOptions = Shape({ ...reading, mode: choices.mode, on_duplicate: choices.on_duplicate })
const mappingProperties = {
  name: Text(mappingNameCharactersMax, { examples: ['Export comptable'] }),
  mapping: ImportMapping,
}
const Headers = Type.Array(Type.String({ maxLength: headerCharactersMax, examples: ['Indicateur'] }), { maxItems: 256 })
/** `headers` are those of the file it was made for: files with the same ones are recognised. */
export const NewMapping = Shape({
  ...mappingProperties,
  options: Type.Optional(MappingOptions),
  headers: Type.Optional(Headers),
})
export const MappingChange = Shape({
  name: Type.Optional(mappingProperties.name),
  mapping: Type.Optional(ImportMapping),
  options: Type.Optional(MappingOptions),
  headers: Type.Optional(Headers),
})
export const SavedMapping = Shape({
  id: Uuid,
  ...mappingProperties,
  options: MappingOptions,
  headers: Headers,
  owner_id: Uuid,
  can_edit: Type.Boolean(),
  created_at: Instant,
  updated_at: Instant,
})
export const MappingPage = Page(SavedMapping)
export const MappingQuery = Shape({ ...paging })

/** The upload as OpenAPI describes it: `mapping` is JSON text. */
export const ImportForm = Shape({
  file: Type.String({ format: 'binary' }),
  ...ImportOptions.properties,
  mapping: Type.Optional(Type.String({ contentMediaType: 'application/json', contentSchema: ImportMapping })),
})

const ImportRowBody = Shape({
  kpi: Type.Optional(Text(headerCharactersMax, { examples: ['QUAL-01'] })),
  kpi_id: Type.Optional(Uuid),
  period: Type.Optional(Text(100, { examples: ['2025-03'] })),
  period_start: Type.Optional(Text(100)),
  period_end: Type.Optional(Text(100)),
  value: Type.Number({ examples: [94.5] }),
  comment: Type.Optional(Nullable(FreeText(commentCharactersMax))),
})
export const ImportBody = Shape({
  rows: Type.Array(ImportRowBody, { minItems: 1, maxItems: jsonRowCountMax }),
  ...choices,
})

const Detected = Shape({
  encoding: Nullable(Type.String({ examples: ['windows-1252'] })),
  delimiter: Nullable(Type.String({ examples: [';'] })),
  sheet: Nullable(Type.String()),
  sheets: Nullable(Type.Array(Type.String({ examples: ['Données'] }))),
  header_row: Nullable(Type.Integer()),
  date_system: Nullable(Type.Integer({ examples: [1900] })),
  headers: Type.Array(Type.String({ examples: ['Indicateur'] })),
})
const jobProperties = {
  id: Uuid,
  type: OneOf(['CSV', 'EXCEL', 'ODS', 'API']),
  status: OneOf(['PENDING', 'RUNNING', 'SUCCESS', 'FAILED']),
  progress: Type.Integer({ minimum: 0, maximum: 100 }),
  mode: Mode,
  on_duplicate: OnDuplicate,
  dry_run: Type.Boolean(),
  file_name: Nullable(Type.String()),
  rows_total: Count,
  rows_valid: Count,
  rows_written: Count,
  rows_rejected: Count,
  rows_skipped: Count,
  rows_blank: Count,
  rows_unchanged: Count,
  values_total: Count,
  values_rejected: Count,
  values_written: Count,
  values_new: Count,
  values_changed: Count,
  values_unchanged: Count,
  duplicates: Count,
  detected: Detected,
  errors_total: Count,
  notes_total: Count,
  error_code: Nullable(Type.String({ examples: ['TRUNCATED'] })),
  error_message: Nullable(Type.String()),
  created_by: Uuid,
  created_at: Instant,
  updated_at: Instant,
  mapping_id: Nullable(Uuid),
  suggested_mapping_id: Nullable(Uuid),
  source_id: Nullable(Uuid),
  undoable_until: Nullable(Instant),
  undone_at: Nullable(Instant),
  undone_by: Nullable(Uuid),
  values_removed: Count,
  values_restored: Count,
}
const StatusWord = Nullable(OneOf(['GREEN', 'ORANGE', 'RED']))
/** One value of a rehearsal beside what is stored. Of one that cannot be read, what can be. */
const PreviewRow = Shape({
  row: Type.Integer(),
  kpi_id: Nullable(Uuid),
  kpi: Nullable(Type.String({ examples: ['Délai de pose'] })),
  unit: Nullable(Type.String({ examples: ['jours'] })),
  period: Nullable(Type.String({ examples: ['2026-10'] })),
  old: Nullable(Type.Number({ examples: [17.2] })),
  new: Nullable(Type.Number({ examples: [16.9] })),
  status_old: StatusWord,
  status_new: StatusWord,
  comment_changed: Type.Boolean(),
  outcome: OneOf(['NEW', 'CHANGED', 'UNCHANGED', 'KEPT', 'REFUSED']),
})
const issue = { row: Type.Integer(), column: Type.String(), code: Type.String({ examples: ['INVALID_NUMBER'] }) }
/** A job as lists show it. */
export const ImportJobSummary = Shape(jobProperties)
export const ImportJob = Shape({
  ...jobProperties,
  errors: Type.Array(Shape({ ...issue, raw: Type.String(), message: Type.String() })),
  notes: Type.Array(Shape({ ...issue, message: Type.String() })),
  preview: Type.Array(PreviewRow),
})
export const ImportJobPage = Page(ImportJobSummary)
export const ImportJobQuery = Shape({
  ...paging,
  dry_run: Type.Optional(Type.Boolean()),
  source_id: Type.Optional(Uuid),
})
export const CsvText = Type.String({ examples: ['kpi_id;indicateur;période;valeur;commentaire'] })

/** A value that is no longer as an import left it: a member of the refusal to undo. */
export interface ChangedSince {
  readonly value_id: string
  readonly kpi_id: string
  readonly kpi: string
  readonly period_start: string
  readonly reason: 'CHANGED' | 'DELETED' | 'REPLACED' | 'APPROVED' | 'EVIDENCE'
  readonly changed_at: string | null
  readonly changed_by: string | null
}

export type ImportMapping = Static<typeof ImportMapping>
export type MappingOptions = Static<typeof MappingOptions>
export type NewMapping = Static<typeof NewMapping>
export type MappingChange = Static<typeof MappingChange>
export type SavedMapping = Static<typeof SavedMapping>
export type ImportOptions = Static<typeof ImportOptions>
export type ImportBody = Static<typeof ImportBody>
export type ImportJob = Static<typeof ImportJob>
export type PreviewRow = Static<typeof PreviewRow>
export type ImportJobSummary = Static<typeof ImportJobSummary>
