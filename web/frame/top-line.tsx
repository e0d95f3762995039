// The top line: where I am, search, help, and the person.
import { ActionIcon } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { IconHelp, IconMenu2, IconSearch } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'
import { useStore } from '../store.ts'
import { PersonMenu } from './person-menu.tsx'
import { trail } from './trail.ts'
import './top-line.css'

export interface TopLineProps {
  readonly openRail: () => void
  readonly openPalette: () => void
  readonly openShortcuts: () => void
}

export function TopLine({ openRail, openPalette, openShortcuts }: TopLineProps): ReactNode {
  const t = useT()
  return (
    <header className="frame-top">
      <ActionIcon className="frame-burger" aria-label={t('frame.openMenu')} onClick={openRail}>
        <IconMenu2 size={18} stroke={1.5} />
      </ActionIcon>
      <Breadcrumb />
      <button type="button" className="frame-search" onClick={openPalette} aria-keyshortcuts="Control+K">
        <IconSearch size={15} stroke={1.5} aria-hidden="true" />
        <span className="frame-search-text">{t('palette.open')}</span>
        <kbd aria-hidden="true">{t('palette.keys')}</kbd>
      </button>
      <ActionIcon
        className="frame-help"
        aria-label={t('shortcuts.title')}
        title={t('shortcuts.title')}
        onClick={openShortcuts}
      >
        <IconHelp size={18} stroke={1.5} />
      </ActionIcon>
      <PersonMenu />
    </header>
  )
}

function Breadcrumb(): ReactNode {
  const t = useT()
  const { title, above } = useStore(trail)
  return (
    <nav className="frame-trail" aria-label={t('frame.trail')}>
      <ol className="plain-list">
        {above.map((step) => (
          <li key={step.to}>
            <Link to={step.to}>{step.label}</Link>
          </li>
        ))}
        <li aria-current="page">{title}</li>
      </ol>
    </nav>
  )
}
