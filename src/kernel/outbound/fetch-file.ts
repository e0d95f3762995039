// Fetches a file from an address that somebody gave: bounded in size and time, never into the local network.
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import http from 'node:http'
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import https from 'node:https'
import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { watchBytes } from '../http/multipart.ts'
import { Problem } from '../problem.ts'
import { fetchProblem } from './fetch-problem.ts'
import { fileNameOf } from './offered-name.ts'
import { resolveTarget, targetFault } from './target.ts'
import type { AllowedHosts } from './target.ts'

export interface FileRequest {
  readonly url: string
  /** The Authorization header; it is sent to the origin of `url`, and never again once a redirect left it. */
  readonly authorization: string | null
  /** What was answered last time, to be told that nothing changed. */
  readonly etag: string | null
  readonly last_modified: string | null
  /** Where the file is written; nothing is left there after a failure. */
  readonly path: string
  readonly bytes_max: number
  readonly allowed: AllowedHosts
  readonly signal: AbortSignal
  /** Lower maxima, for tests. */
  readonly limits?: Partial<FetchLimits>
}

export interface FetchLimits {
  /** From the first look-up to the last byte, redirects included. */
  readonly total_ms: number
  /** Without a byte. */
  readonly idle_ms: number
  readonly redirects: number
}

export interface FetchedFile {
  readonly bytes: number
  /** Lower-case hexadecimal. */
  readonly sha256: string
  readonly first_bytes: Buffer
  readonly etag: string | null
  readonly last_modified: string | null
  /** As the server or the address names it; null when neither does. */
  readonly name: string | null
}

const usualLimits: FetchLimits = { total_ms: 60_000, idle_ms: 15_000, redirects: 3 }
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const etagCharactersMax = 300
const lastModifiedCharactersMax = 100

/**
 * Fetches a file into `path`, or answers `unchanged`. Throws a Problem (ADDRESS_REFUSED, ADDRESS_UNREACHABLE,
 * ADDRESS_TOO_SLOW, ADDRESS_UNAUTHORIZED, ADDRESS_STATUS, ADDRESS_REDIRECTED, ADDRESS_NOT_A_FILE, FILE_TOO_LARGE) or the
 * signal's reason; an error of our own disk as it is.
 */
export async function fetchFile(request: FileRequest): Promise<FetchedFile | 'unchanged'> {
  const limits = { ...usualLimits, ...request.limits }
  const late = new AbortController()
  const giveUp = (): void => late.abort(fetchProblem('ADDRESS_TOO_SLOW', {}))
  const timer = setTimeout(giveUp, limits.total_ms)
  const signal = AbortSignal.any([request.signal, late.signal])
  try {
    return await follow(request, { ...limits, signal, giveUp })
  } catch (error) {
    await rm(request.path, { force: true })
    signal.throwIfAborted()
    throw error instanceof Problem || isOurs(error) ? error : fetchProblem('ADDRESS_UNREACHABLE', { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

/** What goes wrong with our own disk or process is not the fault of an address. */
const ourCodes: ReadonlySet<unknown> = new Set([
  'EEXIST',
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOENT',
])

function isOurs(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && ourCodes.has(error.code)
}

interface Bounds extends FetchLimits {
  readonly signal: AbortSignal
  readonly giveUp: () => void
}

async function follow(request: FileRequest, bounds: Bounds): Promise<FetchedFile | 'unchanged'> {
  let url = new URL(request.url)
  let { authorization } = request
  for (let hops = 0; ; hops += 1) {
    const response = await ask(url, { ...request, authorization }, bounds)
    if (!redirectStatuses.has(response.statusCode ?? 0)) return await receive(response, url, { request, bounds })
    response.destroy()
    if (hops >= bounds.redirects) throw fetchProblem('ADDRESS_REDIRECTED', { reason: 'TOO_MANY' })
    const next = nextOf(url, response.headers.location)
    // Once it was led elsewhere, the way back is somebody else's choice too.
    if (next.origin !== url.origin) authorization = null
    url = next
  }
}

function nextOf(url: URL, location: string | undefined): URL {
  const next = location === undefined ? null : URL.parse(location, url.href)
  if (next === null) throw fetchProblem('ADDRESS_REDIRECTED', { reason: 'NOWHERE' })
  if (url.protocol === 'https:' && next.protocol !== 'https:')
    throw fetchProblem('ADDRESS_REDIRECTED', { reason: 'DOWNGRADE' })
  return next
}

/** Sends one request to one of the addresses that were checked. */
async function ask(url: URL, request: FileRequest, { signal, idle_ms, giveUp }: Bounds): Promise<IncomingMessage> {
  const { allowed, authorization } = request
  const fault = targetFault(url.href, { allowed, secret: authorization !== null })
  if (fault !== null) throw fetchProblem('ADDRESS_REFUSED', { reason: fault })
  const addresses = await unlessAborted(resolveTarget(url, allowed), signal)
  if (addresses === null) throw fetchProblem('ADDRESS_REFUSED', { reason: 'PRIVATE' })
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    const { request: open } = url.protocol === 'https:' ? https : http
    // No agent: no connection of another request is used, no proxy of the environment either.
    const options = { agent: false, headers: headersOf(request), lookup: only(addresses), signal, timeout: idle_ms }
    const sent = open(url, options, resolve)
    sent.on('timeout', giveUp)
    // Nobody asked for another protocol. Unheard, it would end the request without an answer and without an error.
    sent.on('upgrade', ({ statusCode: status = 0 }, socket) => {
      socket.destroy()
      reject(fetchProblem('ADDRESS_STATUS', { status }))
    })
    sent.on('error', reject)
    sent.end()
  })
  return unlessAborted(answer, signal)
}

function headersOf({ authorization, etag, last_modified }: FileRequest): OutgoingHttpHeaders {
  return {
    'user-agent': 'Socle',
    accept: '*/*',
    'accept-encoding': 'identity',
    ...(authorization === null ? {} : { authorization }),
    ...(etag === null ? {} : { 'if-none-match': etag }),
    ...(last_modified === null ? {} : { 'if-modified-since': last_modified }),
  }
}

/** Answers what was checked, whatever the name says by now. */
function only(addresses: readonly LookupAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses
    if (options.all === true) callback(null, [...addresses])
    else if (first !== undefined) callback(null, first.address, first.family)
  }
}

/** A look-up cannot be stopped, a request may end without a word; nobody has to wait for them. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined) // it may fail when nobody waits any more
  signal.throwIfAborted()
  let leave: (() => void) | undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    leave = () => reject(signal.reason as Error)
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    if (leave !== undefined) signal.removeEventListener('abort', leave)
  }
}

interface Receiving {
  readonly request: FileRequest
  readonly bounds: Bounds
}

async function receive(
  response: IncomingMessage,
  url: URL,
  { request, bounds }: Receiving,
): Promise<FetchedFile | 'unchanged'> {
  try {
    const isConditional = request.etag !== null || request.last_modified !== null
    if (response.statusCode === 304 && isConditional) return 'unchanged'
    requireFile(response, request.bytes_max)
    const seen = await write(response, request, bounds)
    const { etag, 'last-modified': last_modified } = response.headers
    return {
      ...seen,
      etag: repeatable(etag, etagCharactersMax),
      last_modified: repeatable(last_modified, lastModifiedCharactersMax),
      name: fileNameOf(response.headers['content-disposition'], url),
    }
  } finally {
    response.destroy()
  }
}

function requireFile({ statusCode: status = 0, headers }: IncomingMessage, bytesMax: number): void {
  if (status === 401 || status === 403) throw fetchProblem('ADDRESS_UNAUTHORIZED', { status })
  if (status !== 200) throw fetchProblem('ADDRESS_STATUS', { status })
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding !== 'identity' && encoding !== '') throw fetchProblem('ADDRESS_NOT_A_FILE', { reason: 'ENCODED' })
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (/^text\/html$|^application\/xhtml/.test(type)) throw fetchProblem('ADDRESS_NOT_A_FILE', { reason: 'PAGE' })
  if (/^application\/(?:[\w.-]+\+)?json$|^(?:image|audio|video|multipart)\//.test(type))
    throw fetchProblem('ADDRESS_NOT_A_FILE', { reason: 'OTHER' })
  if (Number(headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax)
}

async function write(response: IncomingMessage, { path, bytes_max }: FileRequest, { signal }: Bounds) {
  const watch = watchBytes()
  const bounded = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of watch.pass(source)) {
      if (watch.bytes() > bytes_max) throw tooLarge(bytes_max)
      yield chunk
    }
  }
  await pipeline(response, bounded, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal })
  return watch.seen()
}

function tooLarge(bytesMax: number): Problem {
  return new Problem(413, 'FILE_TOO_LARGE', 'Le fichier est trop volumineux.', {
    detail: `Le fichier pèse plus de ${Math.floor(bytesMax / 1_048_576)} Mo, la limite des imports.`,
  })
}

/** A validator that can be sent back as it came. */
function repeatable(value: string | undefined, charactersMax: number): string | null {
  return value !== undefined && value.length <= charactersMax && /^[\x20-\x7e]+$/.test(value) ? value : null
}
