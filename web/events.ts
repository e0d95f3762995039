// Changes made by others, live: the server's event stream invalidates what the page has read.
import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { openStream } from './api.ts'
import { createEventParser, type StreamEvent } from './event-stream.ts'
import { ApiProblem } from './problem.ts'
import { makeStale } from './stale.ts'

/** One change that this person may see. */
export interface ServerEvent {
  readonly type: string
  readonly entity?: string
  readonly entity_id?: string
  readonly dashboard_id?: string
  readonly kpi_id?: string
}

/** Which queries a change makes stale. */
export type EventMapping = (event: ServerEvent) => readonly QueryKey[]

const delayFirstMilliseconds = 1_000
const delayMaxMilliseconds = 30_000

/** Listens until `signal` aborts; reconnects with growing delays, from the last event seen. */
export async function listenToEvents(
  queryClient: QueryClient,
  mappings: readonly EventMapping[],
  signal: AbortSignal,
): Promise<void> {
  let lastEventId: string | null = null
  let delay = delayFirstMilliseconds
  let interrupted = false
  while (!signal.aborted) {
    try {
      const query = lastEventId === null ? { read_for_ms: readForMilliseconds(queryClient) } : {}
      const response = await openStream('/events', { lastEventId, query, signal })
      delay = delayFirstMilliseconds
      await readEvents(response, (event) => {
        lastEventId = event.id ?? lastEventId
        // After a gap, what is on screen may be older than what it shows: read it again.
        if (event.name === 'gap' || (event.name === 'ready' && interrupted)) void makeStale(queryClient)
        if (event.name === 'change') invalidate(queryClient, mappings, JSON.parse(event.data) as ServerEvent)
      })
    } catch (error) {
      if (signal.aborted) return
      // A refused session is handled by the session itself; the stream starts again after the next login.
      if (error instanceof ApiProblem && (error.status === 401 || error.status === 403)) return
      console.info('The event stream was interrupted.', error)
    }
    interrupted = true
    await pause(delay, signal)
    delay = Math.min(delay * 2, delayMaxMilliseconds)
  }
}

/** What the first read may have taken before its answer was here. */
const readMilliseconds = 5_000
/** Between the making of an event and its commit. */
const commitMilliseconds = 1_000

/** Since when something that this page shows may have been read: what happened from then on was heard by nobody. */
function readForMilliseconds(queryClient: QueryClient): number {
  const queries = queryClient.getQueryCache().getAll()
  const first = queries.reduce((least, { state }) => Math.min(least, state.dataUpdatedAt || least), Date.now())
  return Math.ceil(Math.min(performance.now(), Date.now() - first + readMilliseconds) + commitMilliseconds)
}

function invalidate(queryClient: QueryClient, mappings: readonly EventMapping[], event: ServerEvent): void {
  for (const mapping of mappings) {
    for (const queryKey of mapping(event)) void makeStale(queryClient, queryKey)
  }
}

async function readEvents(response: Response, handle: (event: StreamEvent) => void): Promise<void> {
  if (response.body === null) throw new TypeError('The event stream has no body.')
  const parse = createEventParser()
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    for (const event of parse(value)) handle(event)
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
    window.addEventListener('online', () => resolve(), { once: true })
  })
}
