// Meeting mode: the agenda on one side, one KPI at a time on the other, notes below it.
import { Button, Skeleton } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, type ReactNode } from 'react'
import { StatusBadge, StatusShape } from '#web/components/status-badge.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { useUrlParamAhead } from '#web/url-param.ts'
import type { MeetingDetail } from '../meeting-schemas.ts'
import type { Kpi } from '../schemas.ts'
import { ActionSection } from './action-section.tsx'
import { CourseChart } from './course-chart.tsx'
import { Conclusion } from './meeting-conclusion.tsx'
import { NoteForm, NoteList } from './meeting-notes.tsx'
import type { KpiKey } from './messages-fr.ts'
import './messages-meetings.ts'
import { kpiQuery, valuesQuery } from './queries.ts'
import { usePeriodName } from './use-period-name.ts'
import { ValueMarks } from './value-marks.tsx'
import { rangeStart } from '../rules/value-chart.ts'

type AgendaItem = MeetingDetail['agenda'][number]

/** What the address names beside KPIs: the end of the meeting. */
const endOfAgenda = 'end'

export function MeetingRoom({ meeting }: { readonly meeting: MeetingDetail }): ReactNode {
  const t = useT<KpiKey>()
  const [at, setAt] = useUrlParamAhead('kpi')
  const { agenda } = meeting
  const found = agenda.findIndex((item) => item.kpi_id === at)
  const position = at === endOfAgenda ? agenda.length : Math.max(0, found)
  const go = (next: number): void => setAt(agenda[next]?.kpi_id ?? endOfAgenda)
  useArrowKeys({ previous: () => go(Math.max(0, position - 1)), next: () => go(Math.min(agenda.length, position + 1)) })
  const item = agenda[position]
  return (
    <div className="meeting-room">
      <Agenda meeting={meeting} position={position} go={go} />
      <div className="meeting-stage">
        <div className="row meeting-walk">
          <span className="quiet small">
            {item === undefined
              ? t('kpi.meetings.conclusion')
              : t('kpi.meetings.progress', { position: position + 1, count: agenda.length })}
          </span>
          <Button
            variant="default"
            size="xs"
            disabled={position === 0}
            leftSection={<IconChevronLeft size={14} stroke={1.5} />}
            onClick={() => go(position - 1)}
          >
            {t('kpi.meetings.previous')}
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={item === undefined}
            rightSection={<IconChevronRight size={14} stroke={1.5} />}
            onClick={() => go(position + 1)}
          >
            {position + 1 < agenda.length ? t('kpi.meetings.next') : t('kpi.meetings.conclude')}
          </Button>
        </div>
        {item === undefined ? <Conclusion meeting={meeting} /> : <Stage meeting={meeting} item={item} />}
      </div>
    </div>
  )
}

interface AgendaProps {
  readonly meeting: MeetingDetail
  readonly position: number
  readonly go: (position: number) => void
}

function Agenda({ meeting, position, go }: AgendaProps): ReactNode {
  const t = useT<KpiKey>()
  const { agenda, notes } = meeting
  return (
    <nav aria-label={t('kpi.meetings.agenda')} className="meeting-agenda">
      {agenda.length === 0 ? <p className="quiet small">{t('kpi.meetings.agendaEmpty')}</p> : null}
      <ol className="plain-list">
        {agenda.map((item, index) => {
          const count = notes.filter((note) => note.kpi_id === item.kpi_id).length
          return (
            <li key={item.kpi_id}>
              <button type="button" aria-current={index === position ? 'step' : undefined} onClick={() => go(index)}>
                <StatusShape status={item.status ?? 'NO_DATA'} />
                <span>{item.name}</span>
                {count === 0 ? null : <span className="quiet small numeric">{count}</span>}
              </button>
            </li>
          )
        })}
        <li>
          <button
            type="button"
            aria-current={position === agenda.length ? 'step' : undefined}
            onClick={() => go(agenda.length)}
          >
            <span>{t('kpi.meetings.conclusion')}</span>
          </button>
        </li>
      </ol>
    </nav>
  )
}

function Stage({ meeting, item }: { readonly meeting: MeetingDetail; readonly item: AgendaItem }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = usePeriodName()
  const kpi = useQuery(kpiQuery(item.kpi_id))
  return (
    <section aria-labelledby="meeting-kpi">
      <div className="row">
        <h2 id="meeting-kpi">{item.name}</h2>
        <StatusBadge status={item.status ?? 'NO_DATA'} />
        <ValueMarks provisional={item.provisional} approval={item.approval} />
      </div>
      <p>
        <strong className="meeting-value numeric">
          {item.value === null ? '–' : format.withUnit(item.value, item.unit)}
        </strong>{' '}
        {item.period_label === null ? null : <span className="quiet">{nameOf(item.period_label)}</span>}
      </p>
      {item.explanation === null ? null : (
        <p lang="fr" className="quiet">
          {item.explanation}
        </p>
      )}
      {kpi.data === undefined ? <Skeleton height={280} /> : <Course kpi={kpi.data} />}
      <div className="section">
        <h3>{t('kpi.meetings.notes')}</h3>
        <NoteList meeting={meeting} kpiId={item.kpi_id} />
        {meeting.can_note ? (
          <NoteForm
            key={item.kpi_id}
            meeting={meeting}
            kpiId={item.kpi_id}
            withAction={kpi.data?.can_answer ?? false}
          />
        ) : null}
      </div>
      {kpi.data === undefined ? null : <ActionSection kpi={kpi.data} />}
    </section>
  )
}

function Course({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const from = kpi.latest_period_start === null ? '' : rangeStart('12M', kpi.latest_period_start)
  const values = useQuery(valuesQuery(kpi.id, from))
  if (values.data === undefined || values.data.length === 0) return null
  return <CourseChart kpi={kpi} values={values.data} from={from} />
}

/** Arrows walk the agenda, unless somebody is typing or a control takes them. */
function useArrowKeys({ previous, next }: { readonly previous: () => void; readonly next: () => void }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement
      const isTaken =
        target.closest('input, textarea, select, [role="dialog"], [role="img"], [role="menu"], .chart') !== null
      if (isTaken || event.altKey || event.ctrlKey || event.metaKey) return
      if (event.key === 'ArrowLeft') previous()
      if (event.key === 'ArrowRight') next()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })
}
