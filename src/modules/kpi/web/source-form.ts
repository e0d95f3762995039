// The form of a source: its fields as texts, and what of them is sent. Pure.
import type { ImportSource } from '../source-schemas.ts'

export function fieldsOf(source: ImportSource | undefined) {
  return {
    name: source?.name ?? '',
    url: source?.url ?? '',
    credentials: source?.credentials ?? 'NONE',
    user_name: source?.user_name ?? '',
    secret: '',
    schedule: source?.schedule ?? 'DAILY',
    hour: String(source?.hour ?? 7),
    weekday: String(source?.weekday ?? 1),
    mapping_id: source?.mapping_id ?? '',
    on_duplicate: source?.on_duplicate ?? 'overwrite',
    mode: source?.mode ?? 'all_or_nothing',
  }
}

export type SourceFields = ReturnType<typeof fieldsOf>

/** Only what the chosen rhythm and access have a use for; an empty secret keeps the stored one. */
export function bodyOf(fields: SourceFields): Readonly<Record<string, unknown>> {
  const { schedule, credentials } = fields
  return {
    name: fields.name.trim(),
    url: fields.url.trim(),
    schedule,
    ...(schedule === 'HOURLY' ? {} : { hour: Number(fields.hour) }),
    ...(schedule === 'WEEKLY' ? { weekday: Number(fields.weekday) } : {}),
    credentials,
    ...(credentials === 'BASIC' ? { user_name: fields.user_name.trim() } : {}),
    ...(credentials === 'NONE' || fields.secret === '' ? {} : { secret: fields.secret }),
    mapping_id: fields.mapping_id === '' ? null : fields.mapping_id,
    on_duplicate: fields.on_duplicate,
    mode: fields.mode,
  }
}

/** Whether the stored secret will do: the same access to the same server. */
export function keepsSecret(fields: SourceFields, source: ImportSource | undefined): boolean {
  if (source === undefined || source.credentials !== fields.credentials) return false
  return URL.parse(source.url)?.origin === URL.parse(fields.url.trim())?.origin
}
