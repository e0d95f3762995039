// Wire shapes of automatic sources.
import Type from 'typebox'
import type { Static } from 'typebox'
import { FreeText, Instant, Nullable, OneOf, Page, paging, Shape, Text, Uuid } from '#kernel/http/schemas.ts'
import { Mode, OnDuplicate } from './import-schemas.ts'

const urlCharactersMax = 2_000
const secretCharactersMax = 2_000
const userNameCharactersMax = 200

const Schedule = OneOf(['HOURLY', 'DAILY', 'WEEKLY'])
const Hour = Type.Integer({ minimum: 0, maximum: 23, examples: [7] })
const Weekday = Type.Integer({ minimum: 1, maximum: 7, examples: [1] })
const Credentials = OneOf(['NONE', 'BEARER', 'BASIC'])
const Url = Text(urlCharactersMax, { examples: ['https://intranet.example/exports/valeurs.csv'] })
const Name = Text(120, { examples: ['Export comptable'] })

/** What a person may say of a source. `secret` is written and never read again. */
const given = {
  name: Name,
  url: Url,
  mapping_id: Type.Optional(Nullable(Uuid)),
  on_duplicate: Type.Optional(OnDuplicate),
  mode: Type.Optional(Mode),
  schedule: Type.Optional(Schedule),
  hour: Type.Optional(Nullable(Hour)),
  weekday: Type.Optional(Nullable(Weekday)),
  is_active: Type.Optional(Type.Boolean()),
  credentials: Type.Optional(Credentials),
  user_name: Type.Optional(Nullable(FreeText(userNameCharactersMax))),
  secret: Type.Optional(FreeText(secretCharactersMax)),
}
export const NewSource = Shape(given)
export const SourceChange = Shape({
  ...given,
  name: Type.Optional(Name),
  url: Type.Optional(Url),
  owner_id: Type.Optional(Uuid),
})

const Outcome = OneOf(['IMPORTED', 'UNCHANGED', 'FAILED'])
const Count = Type.Integer({ minimum: 0 })

/** The last import that came from a source. */
const LastJob = Shape({
  id: Uuid,
  status: OneOf(['PENDING', 'RUNNING', 'SUCCESS', 'FAILED']),
  values_new: Count,
  values_changed: Count,
  values_rejected: Count,
  created_at: Instant,
  undone_at: Nullable(Instant),
})

export const ImportSource = Shape({
  id: Uuid,
  name: Type.String(),
  url: Type.String(),
  mapping_id: Nullable(Uuid),
  on_duplicate: OnDuplicate,
  mode: Mode,
  schedule: Schedule,
  hour: Nullable(Hour),
  weekday: Nullable(Weekday),
  is_active: Type.Boolean(),
  stopped_code: Nullable(Type.String({ examples: ['TOO_MANY_FAILURES'] })),
  credentials: Credentials,
  user_name: Nullable(Type.String()),
  owner_id: Uuid,
  owner_name: Type.String({ examples: ['Claire Morel'] }),
  is_running: Type.Boolean(),
  next_run_at: Nullable(Instant),
  last_run_at: Nullable(Instant),
  last_outcome: Nullable(Outcome),
  last_error_code: Nullable(Type.String({ examples: ['ADDRESS_UNREACHABLE'] })),
  last_error_message: Nullable(Type.String()),
  failures: Count,
  last_job: Nullable(LastJob),
  created_at: Instant,
  updated_at: Instant,
})
export const SourcePage = Page(ImportSource)
export const SourceQuery = Shape({ ...paging })

/** `force` reads again what has not changed since the last time. */
export const NewRun = Shape({ force: Type.Optional(Type.Boolean()) })
export const SourceRun = Shape({
  outcome: OneOf(['RUNNING', 'IMPORTED', 'UNCHANGED', 'FAILED', 'POSTPONED']),
  job_id: Nullable(Uuid),
  source: ImportSource,
})

export type NewSource = Static<typeof NewSource>
export type SourceChange = Static<typeof SourceChange>
export type ImportSource = Static<typeof ImportSource>
export type SourceRun = Static<typeof SourceRun>
