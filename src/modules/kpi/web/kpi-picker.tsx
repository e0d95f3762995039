// Chooses a KPI by typing a part of its name or code: arrows move, Enter takes, Esc closes the list.
import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { PickedKpi } from './formula-form.ts'
import { kpiHitsQuery } from './formula-queries.ts'
import type { KpiHit } from './formula-queries.ts'
import type { KpiKey } from './messages-fr.ts'
import { useDebounced } from './use-debounced.ts'
import './messages-formula.ts'

const pauseMs = 200

export interface KpiPickerProps {
  readonly label: string
  readonly value: PickedKpi | null
  readonly onChange: (kpi: PickedKpi | null) => void
  /** Not offered: a KPI is not computed from itself. */
  readonly except: string
  readonly error?: string | undefined
  readonly autoFocus?: boolean
}

export function KpiPicker({ label, value, onChange, except, error, autoFocus = false }: KpiPickerProps): ReactNode {
  const t = useT<KpiKey>()
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const [at, setAt] = useState(0)
  const asked = useDebounced(typed ?? '', pauseMs)
  const found = useQuery(kpiHitsQuery(asked))
  // Only what the words lead to: Enter never takes something of earlier ones.
  const isAnswered = typed !== null && typed === asked && found.isSuccess
  const hits = isAnswered ? found.data.items.filter((hit) => hit.id !== except) : []
  const current = Math.min(at, hits.length - 1)
  const take = (hit: KpiHit | undefined): void => {
    if (hit === undefined) return
    onChange({ id: hit.id, name: hit.name })
    setTyped(null)
  }
  const enter = useEnterAhead({ isAnswered, take: () => take(hits[current]) })
  const onKeyDown = (event: KeyboardEvent): void => {
    if (typed === null || event.nativeEvent.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (event.key === 'Enter') enter.press()
    else if (hits.length === 0) return
    else if (step !== 0) setAt((current + step + hits.length) % hits.length)
    else if (event.key === 'Escape') setTyped(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="formula-picker">
      <TextInput
        label={label}
        placeholder={t('kpi.formula.searchHint')}
        value={typed ?? value?.name ?? ''}
        error={error}
        autoComplete="off"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={hits.length > 0}
        aria-controls={hits.length > 0 ? `${id}-list` : undefined}
        aria-activedescendant={hits.length > 0 ? `${id}-${current}` : undefined}
        data-autofocus={autoFocus || undefined}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setAt(0)
          enter.forget()
          if (value !== null) onChange(null)
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          enter.forget()
          setTyped((text) => (text?.trim() === '' ? null : text))
        }}
      />
      <Hits id={id} hits={hits} current={current} take={take} />
      {isAnswered && hits.length === 0 ? (
        <p className="quiet small" role="status">
          {t('kpi.formula.noHit')}
        </p>
      ) : null}
    </div>
  )
}

interface EnterAhead {
  readonly press: () => void
  /** What is typed has changed, or somebody went elsewhere: the Enter of before counts no more. */
  readonly forget: () => void
}

/** Enter before the answer is there waits for it: who knows what comes first need not look. */
function useEnterAhead({ isAnswered, take }: { readonly isAnswered: boolean; readonly take: () => void }): EnterAhead {
  const isWaiting = useRef(false)
  const onAnswer = useEffectEvent(() => {
    if (isWaiting.current) take()
    isWaiting.current = false
  })
  useEffect(() => {
    if (isAnswered) onAnswer()
  }, [isAnswered])
  return {
    press: () => {
      if (isAnswered) take()
      else isWaiting.current = true
    },
    forget: () => {
      isWaiting.current = false
    },
  }
}

interface HitsProps {
  readonly id: string
  readonly hits: readonly KpiHit[]
  readonly current: number
  readonly take: (hit: KpiHit) => void
}

function Hits({ id, hits, current, take }: HitsProps): ReactNode {
  const t = useT<KpiKey>()
  if (hits.length === 0) return null
  return (
    <div className="formula-hits" role="listbox" id={`${id}-list`} aria-label={t('kpi.formula.hits')}>
      {hits.map((hit, index) => (
        <button
          key={hit.id}
          type="button"
          tabIndex={-1}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === current}
          onClick={() => take(hit)}
        >
          <span>{hit.name}</span>
          <span className="quiet small">
            {hit.code === null ? hit.dashboard_title : `${hit.code} · ${hit.dashboard_title}`}
          </span>
        </button>
      ))}
    </div>
  )
}
