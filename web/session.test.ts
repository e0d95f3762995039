import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHttpClient } from './http-client.ts'
import { ApiProblem } from './problem.ts'
import { createSession, type Session, type TabMessage } from './session.ts'

interface Call {
  readonly url: string
  readonly authorization: string | null
}

interface World {
  readonly session: Session
  readonly send: typeof fetch
  readonly calls: Call[]
  readonly told: TabMessage[]
  clock: number
  refreshAnswer: () => Response
}

/** A browser without a browser: a server that knows one good token, a clock that stands still. */
function world(): World {
  let issued = 0
  const calls: Call[] = []
  const told: TabMessage[] = []
  const send: typeof fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    const authorization = new Headers(init?.headers).get('authorization')
    calls.push({ url, authorization })
    await Promise.resolve()
    if (url.endsWith('/auth/refresh')) return made.refreshAnswer()
    return authorization === `Bearer token-${issued}` && issued > 0
      ? Response.json({ url })
      : Response.json({ title: 'Non connecté', status: 401, code: 'UNAUTHENTICATED' }, { status: 401 })
  }
  let turn: Promise<unknown> = Promise.resolve()
  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work)
    turn = mine.catch(() => undefined)
    return mine
  }
  const session = createSession({
    fetch: send,
    now: () => made.clock,
    exclusively,
    tell: (message) => told.push(message),
  })
  const refreshAnswer = (): Response => {
    issued += 1
    return Response.json({ access_token: `token-${issued}`, expires_in: 600 })
  }
  const made: World = { session, send, calls, told, clock: 0, refreshAnswer }
  return made
}

const refreshes = (calls: readonly Call[]): number => calls.filter((call) => call.url.endsWith('/auth/refresh')).length

test('many requests that meet an expired token refresh it once and all succeed', async () => {
  const here = world()
  here.session.accept({ access_token: 'stale', expires_in: 600 })
  const client = createHttpClient(here.session, here.send)
  const paths = ['/a', '/b', '/c', '/d']
  const answers = await Promise.all(paths.map((path) => client.request<{ url: string }>('GET', path)))
  assert.deepEqual(
    answers.map((answer) => answer.data.url),
    paths.map((path) => `/api/v1${path}`),
  )
  assert.equal(refreshes(here.calls), 1)
})

test('a token about to expire is renewed before the request leaves', async () => {
  const here = world()
  here.session.accept({ access_token: 'old', expires_in: 600 })
  here.clock = 595_000
  await createHttpClient(here.session, here.send).request('GET', '/a')
  assert.deepEqual(
    here.calls.map((call) => call.url),
    ['/api/v1/auth/refresh', '/api/v1/a'],
  )
})

test('a tab that waited its turn takes the token another tab has just received', async () => {
  const here = world()
  here.session.accept({ access_token: 'stale', expires_in: 600 })
  const waiting = here.session.refresh('stale')
  here.session.hear({ kind: 'token', access_token: 'from-the-other-tab', expires_at: 600_000 })
  assert.equal(await waiting, 'from-the-other-tab')
  assert.equal(refreshes(here.calls), 0)
})

test('a refused refresh ends the session as expired, once, and says so to the caller', async () => {
  const here = world()
  here.session.accept({ access_token: 'stale', expires_in: 600 })
  here.refreshAnswer = () => Response.json({ title: 'Fini', status: 401, code: 'REFRESH_REUSED' }, { status: 401 })
  const request = createHttpClient(here.session, here.send).request('GET', '/a')
  await assert.rejects(request, (error) => error instanceof ApiProblem && error.code === 'REFRESH_REUSED')
  assert.equal(here.session.status(), 'expired')
  assert.equal(refreshes(here.calls), 1)
})

test('a network cut during a refresh does not sign anybody out', async () => {
  const here = world()
  here.session.accept({ access_token: 'stale', expires_in: 600 })
  here.refreshAnswer = () => {
    throw new TypeError('fetch failed')
  }
  await assert.rejects(
    here.session.refresh('stale'),
    (error) => error instanceof ApiProblem && error.code === 'NETWORK',
  )
  assert.equal(here.session.status(), 'active')
})

test('an anonymous request is sent without a token and its 401 is not retried', async () => {
  const here = world()
  await assert.rejects(createHttpClient(here.session, here.send).request('POST', '/auth/login', { body: {} }))
  assert.deepEqual(here.calls, [{ url: '/api/v1/auth/login', authorization: null }])
})

test('after the session expired, signing in again is sent without asking for another refresh', async () => {
  const here = world()
  here.session.accept({ access_token: 'stale', expires_in: 600 })
  here.refreshAnswer = () => Response.json({ title: 'Fini', status: 401, code: 'REFRESH_EXPIRED' }, { status: 401 })
  await assert.rejects(here.session.refresh('stale'))
  await assert.rejects(createHttpClient(here.session, here.send).request('POST', '/auth/login', { body: {} }))
  assert.equal(refreshes(here.calls), 1)
  here.session.accept({ access_token: 'new', expires_in: 600 })
  assert.equal(here.session.status(), 'active')
})

test('signing out in one tab signs the others out', () => {
  const here = world()
  here.session.accept({ access_token: 'one', expires_in: 600 })
  here.session.close()
  assert.deepEqual(here.told.at(-1), { kind: 'signed-out' })
  const other = world()
  other.session.accept({ access_token: 'one', expires_in: 600 })
  other.session.hear({ kind: 'signed-out' })
  assert.equal(other.session.status(), 'anonymous')
})
