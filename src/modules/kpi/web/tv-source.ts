// What a screen shows, asked again and again; it keeps the last answer when the network fails and says from when it is.
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ScreenContent } from '../screen-schemas.ts'

const everyMs = 20_000
const answerTimeoutMs = 15_000
/** After a day the page loads itself anew, right after an answer: a newer version of it takes over. */
const reloadAfterMs = 24 * 3_600_000

export interface TvSource {
  readonly content: ScreenContent | null
  /** When the content came; null before the first. */
  readonly receivedAt: Date | null
  /** The last question went unanswered. */
  readonly isStale: boolean
  /** The server says that this screen shows nothing any more. */
  readonly isEnded: boolean
  readonly ask: () => void
}

type Outcome = { readonly content: ScreenContent } | 'ended' | 'unanswered'

/** Asks at once, every 20 s, and whenever the network comes back. Nothing piles up: one question at a time. */
export function useTvSource(token: string): TvSource {
  const [state, setState] = useState<Omit<TvSource, 'ask'>>(nothingYet)
  const asking = useRef(false)
  const ask = useCallback(() => {
    if (asking.current) return
    asking.current = true
    void requestContent(token).then((outcome) => {
      asking.current = false
      setState((former) => settled(former, outcome))
      if (typeof outcome === 'object' && performance.now() > reloadAfterMs) window.location.reload()
    })
  }, [token])
  useEffect(() => {
    ask()
    const timer = setInterval(ask, everyMs)
    const lost = (): void => setState((former) => ({ ...former, isStale: true }))
    window.addEventListener('online', ask)
    window.addEventListener('offline', lost)
    return () => {
      clearInterval(timer)
      window.removeEventListener('online', ask)
      window.removeEventListener('offline', lost)
    }
  }, [ask])
  return { ...state, ask }
}

const nothingYet: Omit<TvSource, 'ask'> = { content: null, receivedAt: null, isStale: false, isEnded: false }

function settled(former: Omit<TvSource, 'ask'>, outcome: Outcome): Omit<TvSource, 'ask'> {
  if (outcome === 'ended') return { ...nothingYet, isEnded: true }
  if (outcome === 'unanswered') return { ...former, isStale: true }
  return { content: outcome.content, receivedAt: new Date(), isStale: false, isEnded: false }
}

/** The token goes in a header of its own: an address would leave it in logs. */
async function requestContent(token: string): Promise<Outcome> {
  try {
    const response = await fetch('/api/v1/tv/content', {
      headers: { accept: 'application/json', 'x-socle-screen': token },
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(answerTimeoutMs),
    })
    if (response.status === 401) return 'ended'
    if (!response.ok) return 'unanswered'
    return { content: (await response.json()) as ScreenContent }
  } catch {
    return 'unanswered' // no network, or too slow: what is shown stays, and says from when it is
  }
}
