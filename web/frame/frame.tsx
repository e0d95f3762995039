// The frame around every page of a signed-in person: rail, top line, page, and what floats above.
import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useRouter } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { PageSkeleton } from '../components/states.tsx'
import { useProblemToast } from '../components/use-problem-toast.ts'
import { listenToEvents, type EventMapping } from '../events.ts'
import { useI18n, useT } from '../i18n/use-i18n.tsx'
import { webModules } from '../modules.ts'
import { kernelEvents } from '../queries.ts'
import { OfflineBanner } from './offline-banner.tsx'
import { Rail } from './rail.tsx'
import { SignInAgain } from './sign-in-again.tsx'
import { TopLine } from './top-line.tsx'
import { useShortcuts } from './use-shortcuts.ts'
import { useMe, useSessionStatus } from './use-session.ts'
import './frame.css'

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))
const ShortcutsDialog = lazy(async () => ({ default: (await import('./shortcuts-dialog.tsx')).ShortcutsDialog }))

const mappings: readonly EventMapping[] = [kernelEvents, ...webModules.flatMap((module) => module.events ?? [])]

export function Frame(): ReactNode {
  const t = useT()
  const [floating, setFloating] = useState<'palette' | 'shortcuts' | null>(null)
  const [railOpen, setRailOpen] = useState(false)
  useShortcuts({ openPalette: () => setFloating('palette'), openShortcuts: () => setFloating('shortcuts') })
  useLiveChanges()
  useHouseManners()
  useFocusOnNavigation(() => setRailOpen(false))
  const close = (): void => setFloating(null)
  return (
    <div className="frame">
      <a className="skip-link" href="#main">
        {t('frame.skip')}
      </a>
      <Rail opened={railOpen} close={() => setRailOpen(false)} />
      <div className="frame-body">
        <TopLine
          openRail={() => setRailOpen(true)}
          openPalette={() => setFloating('palette')}
          openShortcuts={() => setFloating('shortcuts')}
        />
        <OfflineBanner />
        <main id="main" className="frame-main" tabIndex={-1}>
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Suspense fallback={null}>
        {floating === 'palette' ? <Palette close={close} /> : null}
        {floating === 'shortcuts' ? <ShortcutsDialog close={close} /> : null}
      </Suspense>
      <SignInAgain />
    </div>
  )
}

/** Listens to the changes of others while the session is active. */
function useLiveChanges(): void {
  const queryClient = useQueryClient()
  const status = useSessionStatus()
  useEffect(() => {
    if (status !== 'active') return undefined
    const stop = new AbortController()
    void listenToEvents(queryClient, mappings, stop.signal)
    return () => stop.abort()
  }, [status, queryClient])
}

/** Instants in the organisation's time zone, words in the account's language. */
function useHouseManners(): void {
  const { organization, user } = useMe()
  const { setTimeZone, adoptLanguage } = useI18n()
  const onFailure = useProblemToast()
  useEffect(() => {
    setTimeZone(organization.time_zone)
    adoptLanguage(user.language).catch(onFailure)
  }, [organization.time_zone, user.language, setTimeZone, adoptLanguage, onFailure])
}

/** A new page starts at its title, for the keyboard and for screen readers. */
function useFocusOnNavigation(onNavigate: () => void): void {
  const router = useRouter()
  const [notify] = useState(() => onNavigate)
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (!pathChanged || fromLocation === undefined) return
        notify()
        const target = document.querySelector<HTMLElement>('main h1') ?? document.getElementById('main')
        target?.focus({ preventScroll: true })
      }),
    [router, notify],
  )
}
