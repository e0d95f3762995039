// Filters, sorts and tabs live in the URL as plain text, so that a link shows a colleague the same view.
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useState } from 'react'

export type UrlSearch = Readonly<Record<string, string>>

/** Reads the query string as text only: “2025” stays a text. */
export function parseUrlSearch(search: string): UrlSearch {
  return Object.fromEntries(new URLSearchParams(search))
}

export function stringifyUrlSearch(search: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if ((typeof value === 'string' || typeof value === 'number') && value !== '') parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}

/** The whole query string of the page. */
export function useUrlSearch(): UrlSearch {
  return useSearch({ strict: false })
}

/** One parameter of the URL and its setter; setting the fallback removes it. History is replaced, not pushed. */
export function useUrlParam(name: string, fallback = ''): readonly [string, (next: string) => void] {
  const value = useUrlSearch()[name] ?? fallback
  const patch = useUrlPatch()
  const set = useCallback((next: string) => patch({ [name]: next === fallback ? '' : next }), [name, fallback, patch])
  return [value, set]
}

/** A parameter that is set from what it was a moment ago (typed letter by letter, stepped by a key): ahead of the address, which follows. */
export function useUrlParamAhead(name: string): readonly [string, (next: string) => void] {
  const [value, set] = useUrlParam(name)
  const [seen, setSeen] = useState(value)
  /** Sent to the address and not yet seen in it, oldest first. */
  const [ahead, setAhead] = useState<readonly string[]>([])
  if (seen !== value) {
    setSeen(value)
    setAhead(stillAhead(ahead, value))
  }
  const setNow = (next: string): void => {
    setAhead((before) => [...before, next].slice(-aheadCountMax))
    set(next)
  }
  return [ahead.at(-1) ?? value, setNow]
}

const aheadCountMax = 100

/** What is still to come once the address says `arrived`; nothing when that came from elsewhere, which then counts. */
export function stillAhead(ahead: readonly string[], arrived: string): readonly string[] {
  const at = ahead.lastIndexOf(arrived)
  return at < 0 ? [] : ahead.slice(at + 1)
}

/** Changes several parameters at once; an empty text removes one. */
export function useUrlPatch(): (changes: UrlSearch) => void {
  const navigate = useNavigate()
  return useCallback(
    (changes) => {
      const search = (previous: UrlSearch): UrlSearch =>
        Object.fromEntries(Object.entries({ ...previous, ...changes }).filter(([, value]) => value !== ''))
      void navigate({ to: '.', search, replace: true, resetScroll: false })
    },
    [navigate],
  )
}

/** A parameter of the path, such as `$kpiId`. Throws when the route has none of that name. */
export function useRouteParam(name: string): string {
  const parameters: Readonly<Record<string, string | undefined>> = useParams({ strict: false })
  const value = parameters[name]
  if (value === undefined) throw new Error(`The route has no parameter “${name}”.`)
  return value
}

/** Only addresses of this site: `//elsewhere` and `https:` lead to the start page. */
export function localAddress(wanted: string | undefined): string {
  if (wanted === undefined || !wanted.startsWith('/')) return '/'
  const url = new URL(wanted, window.location.origin)
  return url.origin === window.location.origin ? url.pathname + url.search + url.hash : '/'
}
