// One big letter made of the days of a month: each day says its status by word, shape and colour.
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { StatusShape } from '#web/components/status-badge.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { SqcdpDay } from '../boards-schemas.ts'
import type { Family } from '../rules/sqcdp.ts'
import type { KpiKey } from './messages-fr.ts'
import { layoutOf, letterRows } from './sqcdp-layout.ts'
import './sqcdp.css'

export interface SqcdpLetterProps {
  readonly family: Family
  readonly days: readonly SqcdpDay[]
  readonly today: string
  readonly kpiNames: readonly string[]
  /** Left out where nothing can be entered, as on a wall. */
  readonly onDay?: (day: string) => void
}

export function SqcdpLetterView({ family, days, today, kpiNames, onDay }: SqcdpLetterProps): ReactNode {
  const t = useT<KpiKey>()
  const { letter, columns } = layoutOf(family)
  const name = t(`kpi.family.${family}`)
  return (
    <section
      className="sqcdp-letter"
      style={{ flexGrow: columns }}
      aria-label={t('kpi.sqcdp.letter', { letter, family: name })}
    >
      <h2>
        <span aria-hidden="true">{letter} · </span>
        {name}
      </h2>
      <p className="quiet small sqcdp-kpis">{kpiNames.length === 0 ? t('kpi.sqcdp.noKpi') : kpiNames.join(', ')}</p>
      <LetterGrid family={family} days={days} today={today} {...(onDay === undefined ? {} : { onDay })} />
    </section>
  )
}

const moves: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

function LetterGrid({ family, days, today, onDay }: Omit<SqcdpLetterProps, 'kpiNames'>): ReactNode {
  const { columns, places } = layoutOf(family)
  const list = useRef<HTMLOListElement>(null)
  const [reached, setReached] = useState<number | null>(null)
  // One stop of the Tab key per letter: arrows go from day to day.
  const present = days.findIndex(({ day }) => day === today)
  const stop = Math.min(reached ?? Math.max(present, 0), days.length - 1)
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = moves[event.key]
    if (move === undefined) return
    event.preventDefault()
    const next = Math.min(Math.max(stop + move, 0), days.length - 1)
    setReached(next)
    list.current?.querySelectorAll<HTMLElement>('button')[next]?.focus()
  }
  return (
    <ol
      ref={list}
      className="sqcdp-grid"
      style={{
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridTemplateRows: `repeat(${letterRows}, auto)`,
      }}
      {...(onDay === undefined ? {} : { onKeyDown })}
    >
      {days.map((day, index) => (
        <li key={day.day} style={{ gridRow: places[index]?.row, gridColumn: places[index]?.column }}>
          {onDay === undefined ? (
            <span
              className="sqcdp-day"
              data-state={day.state}
              data-answer={day.countermeasure}
              data-today={day.day === today}
            >
              <DayFace day={day} />
            </span>
          ) : (
            <button
              type="button"
              className="sqcdp-day"
              data-state={day.state}
              data-answer={day.countermeasure}
              data-today={day.day === today}
              tabIndex={index === stop ? 0 : -1}
              onFocus={() => setReached(index)}
              onClick={() => onDay(day.day)}
            >
              <DayFace day={day} />
            </button>
          )}
        </li>
      ))}
      {places.slice(days.length).map((place, index) => (
        <li
          key={`none-${index}`}
          aria-hidden="true"
          className="sqcdp-day"
          data-state="NONE"
          style={{ gridRow: place.row, gridColumn: place.column }}
        />
      ))}
    </ol>
  )
}

/** The number of the day, the shape of its status, and its words for those who do not see them. */
function DayFace({ day }: { readonly day: SqcdpDay }): ReactNode {
  const words = useDayWords()
  const { state } = day
  return (
    <>
      <span aria-hidden="true">{Number(day.day.slice(8))}</span>
      {state === 'NOT_EXPECTED' || state === 'FUTURE' ? null : <StatusShape status={state} />}
      <span className="visually-hidden">{words(day)}</span>
    </>
  )
}

/** “8 avril 2025 : rouge, sans contre-mesure”. */
export function useDayWords(): (day: SqcdpDay) => string {
  const t = useT<KpiKey>()
  const format = useFormat()
  return ({ day, state, countermeasure }) => {
    const said = [t(`kpi.sqcdp.state.${state}`)]
    if (countermeasure !== null) said.push(t(`kpi.sqcdp.answer.${countermeasure}`))
    return `${format.longDay(day)} : ${said.join(', ')}`
  }
}
