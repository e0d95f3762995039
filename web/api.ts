// The API as the web interface calls it: the session of this tab and one function per verb.
import { apiHeaders, apiUrl, createHttpClient, type QueryParameters, type RequestOptions } from './http-client.ts'
export type { QueryParameters }
import { ApiProblem, networkProblem, problemFromText } from './problem.ts'
import { createSession, type AccessGrant, type TabMessage } from './session.ts'

const hintKey = 'socle.signed-in'
const channel = new BroadcastChannel('socle.session')

export const session = createSession({
  fetch: (input, init) => fetch(input, init),
  now: () => Date.now(),
  exclusively: async (work) => await navigator.locks.request('socle.refresh', work),
  tell: (message) => {
    channel.postMessage(message)
  },
})

channel.addEventListener('message', (event: MessageEvent<TabMessage>) => {
  session.hear(event.data)
})

const client = createHttpClient(session, (input, init) => fetch(input, init))

/** Tries to continue the session of the cookie; a browser that never signed in is not asked. */
export async function resumeSession(): Promise<void> {
  if (localStorage.getItem(hintKey) === null) return
  try {
    await session.refresh(null)
  } catch (error) {
    // A server that is only out of reach may know the session again at the next load.
    if (error instanceof ApiProblem && error.status === 401) localStorage.removeItem(hintKey)
    console.info('The session was not resumed.', error)
  }
}

/** Starts the session after a login or a sign-up. */
export function startSession(grant: AccessGrant): void {
  localStorage.setItem(hintKey, '1')
  session.accept(grant)
}

/** Ends the session here, in the other tabs and on the server. */
export async function endSession(): Promise<void> {
  try {
    await client.request('POST', '/auth/logout', { body: {} })
  } finally {
    localStorage.removeItem(hintKey)
    session.close()
  }
}

export async function get<T>(path: string, options?: RequestOptions): Promise<T> {
  return (await client.request<T>('GET', path, options)).data
}

/** Reads an object with its ETag, to be sent back by `patch(path, body, { etag })`. */
export async function getWithEtag<T>(
  path: string,
  options?: RequestOptions,
): Promise<{ data: T; etag: string | null }> {
  return client.request<T>('GET', path, options)
}

export async function post<T = void>(path: string, body?: unknown, options?: RequestOptions): Promise<T> {
  return (await client.request<T>('POST', path, { ...options, body })).data
}

export async function patch<T>(path: string, body: unknown, options?: RequestOptions): Promise<T> {
  return (await client.request<T>('PATCH', path, { ...options, body })).data
}

export async function put<T = void>(path: string, body?: unknown, options?: RequestOptions): Promise<T> {
  return (await client.request<T>('PUT', path, { ...options, body })).data
}

export async function del(path: string, options?: RequestOptions): Promise<void> {
  await client.request('DELETE', path, options)
}

/** Opens an event stream; the caller reads its body. */
export async function openStream(path: string, options: RequestOptions): Promise<Response> {
  return client.open('GET', path, options, 'text/event-stream')
}

/** Fetches a file with the session's rights and hands it to the browser to save. */
export async function download(path: string, fileName: string, query?: QueryParameters): Promise<void> {
  saveBlob(await fetchBytes(path, query === undefined ? {} : { query }), fileName)
}

/** The bytes of a file, with the session's rights. */
export async function fetchBytes(path: string, options: RequestOptions = {}): Promise<Blob> {
  return (await client.open('GET', path, options, '*/*')).blob()
}

/** Hands a file made in the page to the browser to save. */
export function saveBlob(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The click is handled after this task; releasing at once would cancel it in some browsers.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

export interface UploadOptions extends RequestOptions {
  /** Share of the bytes sent, 0 to 1. */
  readonly onProgress?: (share: number) => void
}

/** Sends a multipart form and reports progress, which fetch cannot. */
export async function upload<T>(path: string, form: FormData, options: UploadOptions = {}): Promise<T> {
  const token = await session.token()
  const first = await sendForm(path, form, options, token)
  if (first.status !== 401 || token === null) return readUpload<T>(first)
  return readUpload<T>(await sendForm(path, form, options, await session.refresh(token)))
}

function sendForm(path: string, form: FormData, options: UploadOptions, token: string | null): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', apiUrl(path, options.query))
    for (const [name, value] of Object.entries(apiHeaders(token, options, 'application/json'))) {
      request.setRequestHeader(name, value)
    }
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded / event.total)
    })
    request.addEventListener('load', () => resolve(request))
    request.addEventListener('error', () => reject(networkProblem(new TypeError('upload'))))
    request.addEventListener('abort', () => reject(new DOMException('The upload was cancelled.', 'AbortError')))
    options.signal?.addEventListener('abort', () => request.abort(), { once: true })
    request.send(form)
  })
}

function readUpload<T>(request: XMLHttpRequest): T {
  if (request.status >= 200 && request.status < 300) {
    return (request.responseText === '' ? undefined : JSON.parse(request.responseText)) as T
  }
  throw problemFromText(request.responseText, request.status, (name) => request.getResponseHeader(name))
}
