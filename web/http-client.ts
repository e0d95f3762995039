// Requests to the API: bearer token, one retry after a refresh, problems as errors. Free of the browser, for tests.
import { networkProblem, problemFromResponse } from './problem.ts'
import type { Session } from './session.ts'

export type QueryValue = string | number | boolean | null | undefined
export type QueryParameters = Readonly<Record<string, QueryValue | readonly string[]>>

export interface RequestOptions {
  readonly query?: QueryParameters
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** Sent as `If-Match`: a change made meanwhile by somebody else answers 412. */
  readonly etag?: string | null
  readonly idempotencyKey?: string
  /** Where an event stream was left. */
  readonly lastEventId?: string | null
  /** Lets the request outlive the page (a commit at the moment the tab closes). */
  readonly keepalive?: boolean
}

export interface Answer<T> {
  readonly data: T
  readonly etag: string | null
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export interface HttpClient {
  readonly request: <T>(method: Method, path: string, options?: RequestOptions) => Promise<Answer<T>>
  /** The raw answer of a success, for downloads and streams. */
  readonly open: (method: Method, path: string, options?: RequestOptions, accept?: string) => Promise<Response>
}

/** The client of one session. Paths are relative to `/api/v1`. */
export function createHttpClient(session: Session, send: typeof fetch): HttpClient {
  const open: HttpClient['open'] = async (method, path, options = {}, accept = 'application/json') => {
    const token = await session.token()
    const first = await attempt(send, method, path, options, accept, token)
    if (first.status !== 401 || token === null) return expectSuccess(first)
    const next = await session.refresh(token)
    return expectSuccess(await attempt(send, method, path, options, accept, next))
  }
  return {
    open,
    request: async <T>(method: Method, path: string, options?: RequestOptions) => {
      const response = await open(method, path, options)
      const text = response.status === 204 ? '' : await response.text()
      return { data: (text === '' ? undefined : JSON.parse(text)) as T, etag: response.headers.get('etag') }
    },
  }
}

/** The address of a call: `/api/v1` + path + query, without empty parameters. */
export function apiUrl(path: string, query: QueryParameters = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    const values = Array.isArray(value) ? value : [value]
    for (const one of values) if (one !== null && one !== undefined && one !== '') search.append(name, String(one))
  }
  const text = search.toString()
  return `/api/v1${path}${text === '' ? '' : `?${text}`}`
}

/** Headers that every call of the web interface carries. */
export function apiHeaders(token: string | null, options: RequestOptions, accept: string): Record<string, string> {
  return {
    accept,
    'x-socle-client': 'web',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(options.etag == null ? {} : { 'if-match': options.etag }),
    ...(options.lastEventId == null ? {} : { 'last-event-id': options.lastEventId }),
    ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
  }
}

async function attempt(
  send: typeof fetch,
  method: Method,
  path: string,
  options: RequestOptions,
  accept: string,
  token: string | null,
): Promise<Response> {
  const headers = apiHeaders(token, options, accept)
  const init: RequestInit = { method, headers, credentials: 'same-origin' }
  if (options.signal !== undefined) init.signal = options.signal
  if (options.keepalive === true) init.keepalive = true
  if (options.body !== undefined) {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify(options.body)
  }
  try {
    return await send(apiUrl(path, options.query), init)
  } catch (cause) {
    if (options.signal?.aborted === true) throw cause
    throw networkProblem(cause)
  }
}

async function expectSuccess(response: Response): Promise<Response> {
  if (response.ok) return response
  throw await problemFromResponse(response)
}
