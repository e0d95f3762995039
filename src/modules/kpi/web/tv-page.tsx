// A screen on a wall: its dashboards in rotation, for days. The token stands after # and never leaves by the address.
import { useEffect, useState, type ReactNode } from 'react'
import { comfort } from '#web/comfort.ts'
import { useI18n, useT } from '#web/i18n/use-i18n.tsx'
import type { ScreenContent } from '../screen-schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { pagesOf, placeOf, stepped, type TvPage as Page } from './tv-rotation.ts'
import { TvSlide } from './tv-slides.tsx'
import { useTvSource, type TvSource } from './tv-source.ts'
import './messages-screens.ts'
import './tv.css'

const ticksPerSecond = 4

export function TvPage(): ReactNode {
  const token = useTokenOfAddress()
  return <Screen key={token} token={token} />
}

/** What stands after #; another token typed there opens another screen. */
function useTokenOfAddress(): string {
  const [hash, setHash] = useState(() => window.location.hash)
  useEffect(() => {
    const read = (): void => setHash(window.location.hash)
    window.addEventListener('hashchange', read)
    return () => window.removeEventListener('hashchange', read)
  }, [])
  return hash.slice(1)
}

function Screen({ token }: { readonly token: string }): ReactNode {
  const t = useT<KpiKey>()
  const source = useTvSource(token)
  const { content, isEnded, isStale } = source
  useEffect(() => {
    document.title = content === null ? 'Socle' : `${content.name} · Socle`
  }, [content])
  if (isEnded) return <Told title={t('kpi.tv.endedTitle')} text={t('kpi.tv.endedText')} />
  if (content === null)
    return isStale ? (
      <Told title={t('kpi.tv.waitingTitle')} text={t('kpi.tv.waitingText')} />
    ) : (
      <Told title={t('kpi.tv.loading')} text="" />
    )
  return <Rotation content={content} source={source} />
}

function Told({ title, text }: { readonly title: string; readonly text: string }): ReactNode {
  return (
    <main className="tv tv-told">
      <h1>{title}</h1>
      <p>{text}</p>
    </main>
  )
}

interface RotationProps {
  readonly content: ScreenContent
  readonly source: TvSource
}

function Rotation({ content, source }: RotationProps): ReactNode {
  const t = useT<KpiKey>()
  const { setTimeZone } = useI18n()
  useEffect(() => setTimeZone(content.time_zone), [content.time_zone, setTimeZone])
  const pages = pagesOf(content)
  const rotation = useRotation(pages, content.seconds_per_view)
  useTvKeys({ step: rotation.step, toggle: rotation.toggle, ask: source.ask })
  const page = pages[rotation.place]
  if (page === undefined) return <Told title={content.name} text={t('kpi.tv.nothing')} />
  return (
    <main className="tv" data-view={page.slide.view}>
      <TvHead page={page} content={content} />
      <div className="tv-body" key={page.key}>
        <TvSlide page={page} content={content} />
      </div>
      <TvFoot source={source} rotation={rotation} count={pages.length} />
    </main>
  )
}

interface RotationState {
  readonly place: number
  /** 0 to 1 of the time of this page. */
  readonly share: number
  readonly isPaused: boolean
  readonly step: (count: number) => void
  readonly toggle: () => void
}

/** Goes on by itself; the page that is shown stays when the list of pages changes. */
function useRotation(pages: readonly Page[], seconds: number): RotationState {
  const [state, setState] = useState({ key: '', place: 0, ticks: 0, isPaused: false })
  const place = placeOf(pages, state.key, state.place)
  const count = pages.length
  const keyAt = (at: number): string => pages[at]?.key ?? ''
  const moveTo = (at: number): void => setState((former) => ({ ...former, key: keyAt(at), place: at, ticks: 0 }))
  const ticksMax = seconds * ticksPerSecond
  useEffect(() => {
    if (state.isPaused) return undefined
    const timer = setTimeout(() => {
      const isOver = state.ticks + 1 >= ticksMax
      if (isOver) moveTo(stepped(place, 1, count))
      else setState((former) => ({ ...former, key: keyAt(place), place, ticks: former.ticks + 1 }))
    }, 1000 / ticksPerSecond)
    return () => clearTimeout(timer)
  })
  return {
    place,
    share: state.ticks / ticksMax,
    isPaused: state.isPaused,
    step: (by) => moveTo(stepped(place, by, count)),
    toggle: () => setState((former) => ({ ...former, isPaused: !former.isPaused })),
  }
}

interface TvActs {
  readonly step: (count: number) => void
  readonly toggle: () => void
  readonly ask: () => void
}

/** Space pauses, arrows turn the page, F fills the display, R asks for news. */
function useTvKeys({ step, toggle, ask }: TvActs): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      // who switched the one-key shortcuts off keeps the arrows and the space bar
      if (/^[a-z]$/i.test(event.key) && !comfort.get().singleKeys) return
      // a button that has the focus answers the space bar itself
      if (event.key === ' ' && event.target instanceof HTMLButtonElement) return
      const act = { ' ': toggle, ArrowRight: () => step(1), ArrowLeft: () => step(-1), f: toggleFullScreen, r: ask }[
        event.key
      ]
      if (act === undefined) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [step, toggle, ask])
}

function toggleFullScreen(): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen()
  // a browser that does not allow it leaves the page as it is
  else document.documentElement.requestFullscreen().catch(() => undefined)
}

function TvHead({ page, content }: { readonly page: Page; readonly content: ScreenContent }): ReactNode {
  const t = useT<KpiKey>()
  const { slide, number, count } = page
  return (
    <header className="tv-head">
      <h1>
        {slide.title ?? content.organization_name}
        <span className="tv-view">
          {t(`kpi.tv.view.${slide.view}`)}
          {count > 1 ? ` ${number}/${count}` : ''}
        </span>
      </h1>
      <Clock timeZone={content.time_zone} />
    </header>
  )
}

function Clock({ timeZone }: { readonly timeZone: string }): ReactNode {
  const { language } = useI18n()
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000)
    return () => clearInterval(timer)
  }, [])
  const day = new Intl.DateTimeFormat(language, { timeZone, weekday: 'long', day: 'numeric', month: 'long' })
  return (
    <p className="tv-clock">
      <span className="tv-date">{day.format(now)}</span>
      <time dateTime={now.toISOString()}>{timeOf(now, language, timeZone)}</time>
    </p>
  )
}

function timeOf(moment: Date, language: string, timeZone: string): string {
  return new Intl.DateTimeFormat(language, { timeZone, hour: '2-digit', minute: '2-digit', hour12: false }).format(
    moment,
  )
}

interface TvFootProps {
  readonly source: TvSource
  readonly rotation: RotationState
  readonly count: number
}

function TvFoot({ source, rotation, count }: TvFootProps): ReactNode {
  const t = useT<KpiKey>()
  const { language } = useI18n()
  const { content, receivedAt, isStale } = source
  const time = receivedAt === null ? '' : timeOf(receivedAt, language, content?.time_zone ?? 'UTC')
  return (
    <footer className="tv-foot">
      <p className="tv-fresh" data-stale={isStale} role="status">
        {isStale ? t('kpi.tv.stale', { time }) : t('kpi.tv.fresh', { time })}
      </p>
      <p className="tv-keys">{t('kpi.tv.keys')}</p>
      <ol className="tv-dots" aria-label={t('kpi.tv.pages')}>
        {Array.from({ length: count }, (_, index) => (
          <li key={index} aria-current={index === rotation.place ? 'page' : undefined}>
            <span className="visually-hidden">{t('kpi.tv.page', { number: index + 1, count })}</span>
            {index === rotation.place ? (
              <span className="tv-dot-fill" style={{ width: `${rotation.share * 100}%` }} />
            ) : null}
          </li>
        ))}
      </ol>
      <button type="button" className="tv-pause" onClick={rotation.toggle} aria-pressed={rotation.isPaused}>
        {rotation.isPaused ? t('kpi.tv.resume') : t('kpi.tv.pause')}
      </button>
    </footer>
  )
}
