// The left rail: the organisation, its modules, notifications, administration. Collapses to icons; slides in on phones.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  IconBell,
  IconBuilding,
  IconFileSearch,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconUsers,
  IconUsersGroup,
  type Icon,
} from '@tabler/icons-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'
import { webModules } from '../modules.ts'
import { notificationsQuery } from '../queries.ts'
import { useMe } from './use-session.ts'
import './rail.css'

const storageKey = 'socle.rail'

export interface RailProps {
  readonly opened: boolean
  readonly close: () => void
}

export function Rail({ opened, close }: RailProps): ReactNode {
  const t = useT<string>()
  const me = useMe()
  const [narrow, setNarrow] = useState(() => localStorage.getItem(storageKey) === 'narrow')
  const place = useRef<HTMLElement>(null)
  // On a phone it slides over the page: the keyboard goes in with it, and back to the button that opened it.
  const leave = (): void => {
    close()
    document.querySelector<HTMLElement>('.frame-burger')?.focus()
  }
  useEscape(opened, leave)
  useEffect(() => {
    if (opened) place.current?.querySelector<HTMLElement>('a')?.focus()
  }, [opened])
  const toggle = (): void => {
    localStorage.setItem(storageKey, narrow ? 'wide' : 'narrow')
    setNarrow(!narrow)
  }
  return (
    <>
      {opened ? <button type="button" className="rail-veil" aria-label={t('frame.closeMenu')} onClick={leave} /> : null}
      <nav
        ref={place}
        className="frame-rail"
        data-narrow={narrow}
        data-opened={opened}
        aria-label={t('frame.navigation')}
      >
        <div className="rail-organization" title={me.organization.name}>
          <span className="rail-mark" aria-hidden="true">
            {me.organization.name.slice(0, 1).toUpperCase()}
          </span>
          <span className="rail-text">{me.organization.name}</span>
        </div>
        <RailGroup>
          {webModules
            .flatMap((module) => module.navigation)
            .filter((item) => item.visible?.(me) ?? true)
            .map((item) => (
              <RailLink key={item.to} to={item.to} label={t(item.labelKey)} icon={item.icon} />
            ))}
        </RailGroup>
        <RailGroup>
          <NotificationsLink />
        </RailGroup>
        {me.user.role === 'ADMIN' ? (
          <RailGroup label={t('frame.administration')}>
            <RailLink to="/admin/organization" label={t('organization.title')} icon={IconBuilding} />
            <RailLink to="/admin/users" label={t('users.title')} icon={IconUsers} />
            <RailLink to="/admin/teams" label={t('teams.title')} icon={IconUsersGroup} />
            <RailLink to="/admin/audit" label={t('audit.title')} icon={IconFileSearch} />
          </RailGroup>
        ) : null}
        <button type="button" className="rail-link rail-toggle" onClick={toggle} aria-expanded={!narrow}>
          {narrow ? (
            <IconLayoutSidebarLeftExpand stroke={1.5} size={18} />
          ) : (
            <IconLayoutSidebarLeftCollapse stroke={1.5} size={18} />
          )}
          <span className="rail-text">{narrow ? t('frame.expand') : t('frame.collapse')}</span>
        </button>
      </nav>
    </>
  )
}

function RailGroup({ label, children }: { readonly label?: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="rail-group">
      {label === undefined ? null : <p className="rail-label rail-text">{label}</p>}
      <ul className="plain-list">{children}</ul>
    </div>
  )
}

interface RailLinkProps {
  readonly to: string
  readonly label: string
  readonly icon: Icon
  readonly badge?: ReactNode
}

function RailLink({ to, label, icon: ItemIcon, badge }: RailLinkProps): ReactNode {
  return (
    <li>
      <Link to={to} className="rail-link" title={label} activeProps={{ 'data-active': true, 'aria-current': 'page' }}>
        <ItemIcon stroke={1.5} size={18} aria-hidden="true" />
        <span className="rail-text">{label}</span>
        {badge}
      </Link>
    </li>
  )
}

function NotificationsLink(): ReactNode {
  const t = useT()
  const { data } = useInfiniteQuery(notificationsQuery)
  const unread = data?.pages[0]?.unread_count ?? 0
  const badge =
    unread === 0 ? null : (
      <span className="rail-badge">
        {unread}
        <span className="visually-hidden"> {t('notifications.unread', { count: unread })}</span>
      </span>
    )
  return <RailLink to="/notifications" label={t('notifications.title')} icon={IconBell} badge={badge} />
}

function useEscape(active: boolean, act: () => void): void {
  useEffect(() => {
    if (!active) return undefined
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') act()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [active, act])
}
