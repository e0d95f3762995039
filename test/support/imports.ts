// Uploads for tests: a multipart body as a browser writes it, fields before and after the file.
import type { ImportJob } from '../../src/modules/kpi/import-schemas.ts'
import type { Answer, Person, TestSocle } from './app.ts'

export interface Upload {
  readonly file: string | Buffer
  readonly name?: string
  readonly before?: readonly (readonly [string, string])[]
  readonly after?: readonly (readonly [string, string])[]
  readonly headers?: Readonly<Record<string, string>>
}

export interface Refusal {
  readonly status: number
  readonly code: string
  readonly detail?: string
  readonly job_id?: string
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[]
}

const boundary = 'test-boundary-3f9a'

/** The body and its media type. */
export function formOf({ file, name = 'valeurs.csv', before = [], after = [] }: Upload): {
  readonly payload: Buffer
  readonly contentType: string
} {
  const field = ([key, value]: readonly [string, string]): Buffer =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`)
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`
  const parts = [...before.map(field), Buffer.from(head), Buffer.from(file), Buffer.from('\r\n'), ...after.map(field)]
  return {
    payload: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  }
}

/** What the import routes are called with in tests. */
export function importShortcuts({ call }: TestSocle) {
  const send = (as: Person, upload: Upload): Promise<Answer> => {
    const { payload, contentType } = formOf(upload)
    const headers = { 'content-type': contentType, ...upload.headers }
    return call('POST', '/imports/kpi-values', { as, payload, headers })
  }
  const finished = async (as: Person, upload: Upload): Promise<ImportJob> => {
    const answer = await send(as, upload)
    if (answer.statusCode !== 201) throw new Error(`expected 201: ${answer.statusCode} ${answer.body}`)
    return answer.json<ImportJob>()
  }
  const job = async (as: Person, id: string): Promise<ImportJob> =>
    (await call('GET', `/imports/jobs/${id}`, { as })).json<ImportJob>()
  return { send, finished, job }
}
