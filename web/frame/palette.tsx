// Ctrl-K: go somewhere, create something, find a thing by name.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { IconArrowRight, IconPlus, IconSearch, IconBolt } from '@tabler/icons-react'
import { useDeferredValue, useId, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react'
import { Dialog } from '../components/dialog.tsx'
import { useT } from '../i18n/use-i18n.tsx'
import { webModules } from '../modules.ts'
import type { PaletteHit } from '../module.ts'
import { searchRows } from '../components/data-table-rows.ts'
import { shellCommands } from './shell-commands.ts'
import { useMe } from './use-session.ts'
import './palette.css'

interface Entry {
  readonly id: string
  readonly label: string
  readonly detail: string
  readonly group: 'go' | 'create' | 'act' | 'found'
  readonly to: string
  readonly search: Readonly<Record<string, string>>
}

const entriesMax = 40

export function Palette({ close }: { readonly close: () => void }): ReactNode {
  const t = useT()
  const id = useId()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const entries = useEntries(typed)
  const current = Math.min(at, entries.length - 1)
  const run = (entry: Entry | undefined): void => {
    if (entry === undefined) return
    close()
    void navigate({ to: entry.to, search: entry.search })
  }
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) run(entries[current])
    if (step === 0) return
    event.preventDefault()
    const next = (current + step + entries.length) % Math.max(1, entries.length)
    setAt(next)
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <Dialog opened close={close} title={t('palette.title')} size="lg" bare>
      <div className="palette-field">
        <IconSearch size={17} stroke={1.5} aria-hidden="true" />
        <input
          data-autofocus
          ref={focusAtOnce}
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={current < 0 ? undefined : `${id}-${current}`}
          aria-label={t('palette.title')}
          placeholder={t('palette.placeholder')}
          value={typed}
          onKeyDown={onKey}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            setAt(0)
          }}
        />
      </div>
      <div className="palette-list" role="listbox" id={`${id}-list`} aria-label={t('palette.results')}>
        {entries.map((entry, index) => (
          <PaletteOption key={entry.id} id={`${id}-${index}`} entry={entry} active={index === current} run={run} />
        ))}
      </div>
      {entries.length === 0 ? <p className="palette-none quiet">{t('palette.none')}</p> : null}
    </Dialog>
  )
}

/** The dialog itself gives the focus a moment later: what is typed until then would be lost. */
function focusAtOnce(field: HTMLInputElement | null): void {
  field?.focus()
}

interface PaletteOptionProps {
  readonly id: string
  readonly entry: Entry
  readonly active: boolean
  readonly run: (entry: Entry) => void
}

const icons = { go: IconArrowRight, create: IconPlus, act: IconBolt, found: IconSearch } as const

function PaletteOption({ id, entry, active, run }: PaletteOptionProps): ReactNode {
  const t = useT()
  const EntryIcon = icons[entry.group]
  return (
    <button
      type="button"
      tabIndex={-1}
      id={id}
      role="option"
      aria-selected={active}
      className="palette-option"
      onClick={() => run(entry)}
    >
      <EntryIcon size={16} stroke={1.5} aria-hidden="true" />
      <span>{entry.label}</span>
      <span className="quiet small palette-detail">
        {entry.detail === '' ? t(`palette.${entry.group}`) : entry.detail}
      </span>
    </button>
  )
}

function useEntries(typed: string): readonly Entry[] {
  const t = useT<string>()
  const me = useMe()
  const text = typed.trim()
  const asked = useDeferredValue(text)
  const found = useQuery({
    queryKey: ['palette', asked],
    queryFn: async ({ signal }) => {
      const hits = await Promise.all(webModules.map((module) => module.find?.(asked, signal) ?? Promise.resolve([])))
      return hits.flat()
    },
    enabled: asked.length >= 2,
    staleTime: 10_000,
  })
  // Enter takes what stands first: never something of other words.
  const hits = asked === text ? found.data : undefined
  return useMemo(() => {
    const commands = [...webModules.flatMap((module) => module.commands ?? []), ...shellCommands]
      .filter((command) => command.visible?.(me) ?? true)
      .map((command) => ({ ...command, label: t(command.labelKey), detail: '', search: command.search ?? {} }))
    const places = webModules
      .flatMap((module) => module.navigation)
      .filter((item) => item.visible?.(me) ?? true)
      .map((item) => ({
        id: item.to,
        label: t(item.labelKey),
        detail: '',
        group: 'go' as const,
        to: item.to,
        search: {},
      }))
    const known = searchRows<Entry>([...places, ...commands], [(entry) => entry.label], text)
    return [...known, ...(hits ?? []).map(hitEntry)].slice(0, entriesMax)
  }, [me, t, text, hits])
}

function hitEntry(hit: PaletteHit): Entry {
  return { id: hit.id, label: hit.label, detail: hit.detail ?? '', group: 'found', to: hit.to, search: {} }
}
