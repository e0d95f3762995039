// The signed-in state of this browser: the access token lives in memory only, the refresh token in an HttpOnly cookie.
import { ApiProblem, networkProblem, problemFromResponse } from './problem.ts'

export type SessionStatus = 'anonymous' | 'active' | 'expired'

export interface AccessGrant {
  readonly access_token: string
  readonly expires_in: number
}

/** What tabs tell each other. */
export type TabMessage =
  | { readonly kind: 'token'; readonly access_token: string; readonly expires_at: number }
  | { readonly kind: 'signed-out' }

export interface SessionTools {
  readonly fetch: typeof fetch
  readonly now: () => number
  /** Runs `work` while no other tab does (Web Locks). */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>
  readonly tell: (message: TabMessage) => void
}

export interface Session {
  readonly status: () => SessionStatus
  readonly subscribe: (listener: () => void) => () => void
  /** A token that is good for the next seconds, or null when nobody is signed in. */
  readonly token: () => Promise<string | null>
  /** A token other than `stale`. Throws the 401 problem when the session is over. */
  readonly refresh: (stale: string | null) => Promise<string>
  readonly accept: (grant: AccessGrant) => void
  readonly close: () => void
  readonly hear: (message: TabMessage) => void
}

const earlyMilliseconds = 20_000

/** One session per browser tab; refreshes are single-flight within the tab and exclusive between tabs. */
export function createSession(tools: SessionTools): Session {
  const held = createHeldToken(tools.now)
  let inFlight: Promise<string> | null = null

  const renew = async (stale: string | null): Promise<string> => {
    // Another tab may have renewed while this one waited for its turn.
    const current = held.good(stale)
    if (current !== null) return current
    try {
      const grant = await requestRefresh(tools.fetch)
      const expires_at = tools.now() + grant.expires_in * 1000
      held.hold(grant.access_token, expires_at)
      tools.tell({ kind: 'token', access_token: grant.access_token, expires_at })
      return grant.access_token
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) {
        held.drop(held.status() === 'anonymous' ? 'anonymous' : 'expired')
      }
      throw error
    }
  }
  const refresh = (stale: string | null): Promise<string> => {
    inFlight ??= tools
      .exclusively(() => renew(stale))
      .finally(() => {
        inFlight = null
      })
    return inFlight
  }

  return {
    status: held.status,
    subscribe: held.subscribe,
    token: async () => {
      // An expired session sends nothing along: signing in again must not wait for a refresh that is refused.
      if (held.status() !== 'active') return null
      return held.good(null) ?? refresh(held.token())
    },
    refresh,
    accept: (grant) => held.hold(grant.access_token, tools.now() + grant.expires_in * 1000),
    close: () => {
      held.drop('anonymous')
      tools.tell({ kind: 'signed-out' })
    },
    hear: (message) => {
      if (message.kind === 'signed-out') held.drop('anonymous')
      else if (held.status() !== 'anonymous') held.hold(message.access_token, message.expires_at)
    },
  }
}

interface HeldToken extends Pick<Session, 'status' | 'subscribe'> {
  readonly token: () => string | null
  /** The token, if it is another than `stale` and not about to expire. */
  readonly good: (stale: string | null) => string | null
  readonly hold: (token: string, until: number) => void
  readonly drop: (next: SessionStatus) => void
}

/** The token in memory and who wants to know when somebody comes or goes. */
function createHeldToken(now: () => number): HeldToken {
  let token: string | null = null
  let expiresAt = 0
  let status: SessionStatus = 'anonymous'
  const listeners = new Set<() => void>()
  const become = (next: SessionStatus): void => {
    if (next === status) return
    status = next
    for (const listener of listeners) listener()
  }
  return {
    status: () => status,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    token: () => token,
    good: (stale) => (token !== stale && expiresAt - earlyMilliseconds > now() ? token : null),
    hold: (next, until) => {
      token = next
      expiresAt = until
      become('active')
    },
    drop: (next) => {
      token = null
      become(next)
    },
  }
}

async function requestRefresh(send: typeof fetch): Promise<AccessGrant> {
  const response = await send('/api/v1/auth/refresh', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'x-socle-client': 'web' },
    body: '{}',
  }).catch((cause: unknown) => {
    throw networkProblem(cause)
  })
  if (!response.ok) throw await problemFromResponse(response)
  return (await response.json()) as AccessGrant
}
