// The server calls of imports.
import { queryOptions } from '@tanstack/react-query'
import { del, get, post, upload } from '#web/api.ts'
import { listQuery } from '#web/queries.ts'
import type { ImportJob, ImportJobSummary, NewMapping, SavedMapping } from '../import-schemas.ts'
import { keys } from './keys.ts'
import { formFields, type ImportChoices } from './import-form.ts'

const pollMilliseconds = 500

export const fileBytesMax = 20 * 1_048_576
export const fileKinds = ['.csv', '.txt', '.tsv', '.xlsx', '.ods'] as const

/** Imports, and rehearsals too where they are asked for. */
export const importJobsQuery = (withRehearsals: boolean) =>
  listQuery<ImportJobSummary>([...keys.imports, 'list', String(withRehearsals)], '/imports/jobs', {
    limit: 20,
    ...(withRehearsals ? {} : { dry_run: false }),
  })

/** A job; asked again while it runs. */
export const importJobQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.imports, id],
    queryFn: ({ signal }) => get<ImportJob>(`/imports/jobs/${id}`, { signal }),
    refetchInterval: (query) => (isUnderway(query.state.data) ? pollMilliseconds : false),
  })

export function isUnderway(job: Pick<ImportJob, 'status'> | undefined): boolean {
  return job?.status === 'PENDING' || job?.status === 'RUNNING'
}

export interface ImportRequest {
  readonly file: File
  readonly choices: ImportChoices
  readonly dryRun: boolean
  readonly onProgress: (share: number) => void
  readonly signal: AbortSignal
}

/** Sends the file; the job may still be running when this returns. */
export function sendImport({ file, choices, dryRun, onProgress, signal }: ImportRequest): Promise<ImportJob> {
  const form = new FormData()
  for (const [name, text] of formFields(choices, dryRun)) form.append(name, text)
  form.append('file', file)
  return upload<ImportJob>('/imports/kpi-values', form, { onProgress, signal })
}

/** All of them: there are 200 at most. */
export const mappingsQuery = queryOptions({
  queryKey: [...keys.imports, 'mappings'],
  queryFn: ({ signal }) => get<{ readonly items: readonly SavedMapping[] }>('/imports/mappings?limit=500', { signal }),
})

export function saveMapping(mapping: NewMapping): Promise<SavedMapping> {
  return post<SavedMapping>('/imports/mappings', mapping)
}

export function deleteMapping(id: string, options: { readonly keepalive: boolean }): Promise<unknown> {
  return del(`/imports/mappings/${id}`, options)
}

export function cancelImport(id: string): Promise<unknown> {
  return post<unknown>(`/imports/jobs/${id}/cancel`)
}

/** Imports started on this page whose end has not been told yet. */
const fresh = new Set<string>()

export function noteFresh(id: string): void {
  fresh.add(id)
}

/** True once for an import that was started here. */
export function takeFresh(id: string): boolean {
  return fresh.delete(id)
}
