// The minutes of a closed meeting, as they stay.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { StatusBadge } from '#web/components/status-badge.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { useMemberNames } from '#web/pages/use-member-names.ts'
import type { MeetingDetail } from '../meeting-schemas.ts'
import { LeftBehind } from './meeting-closing.tsx'
import { NoteList } from './meeting-notes.tsx'
import type { KpiKey } from './messages-fr.ts'
import './messages-meetings.ts'
import { usePeriodName } from './use-period-name.ts'
import { ValueMarks } from './value-marks.tsx'

export function MeetingMinutes({ meeting }: { readonly meeting: MeetingDetail }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = usePeriodName()
  const memberName = useMemberNames()
  const people = meeting.attendee_ids.map(memberName)
  const hasGeneral = meeting.notes.some((note) => note.kpi_id === null)
  return (
    <div className="meeting-minutes">
      <LeftBehind meeting={meeting} />
      <p>
        <strong>{t('kpi.meetings.attendees')}</strong>{' '}
        {people.length === 0 ? t('kpi.meetings.nobody') : people.join(', ')}
      </p>
      {meeting.conclusion === null ? null : (
        <section className="section">
          <h2>{t('kpi.meetings.conclusion')}</h2>
          <p className="kpi-prose">{meeting.conclusion}</p>
        </section>
      )}
      {hasGeneral ? (
        <section className="section">
          <h2>{t('kpi.meetings.general')}</h2>
          <NoteList meeting={meeting} kpiId={null} />
        </section>
      ) : null}
      {meeting.agenda.map((item) => (
        <section key={item.kpi_id} className="section keep-together">
          <div className="row">
            <h2>
              <Link to={`/kpis/${item.kpi_id}`}>{item.name}</Link>
            </h2>
            <StatusBadge status={item.status ?? 'NO_DATA'} />
            <ValueMarks provisional={item.provisional} approval={item.approval} />
            <span className="numeric">{item.value === null ? '–' : format.withUnit(item.value, item.unit)}</span>
            {item.period_label === null ? null : <span className="quiet">{nameOf(item.period_label)}</span>}
          </div>
          {meeting.notes.some((note) => note.kpi_id === item.kpi_id) ? (
            <NoteList meeting={meeting} kpiId={item.kpi_id} />
          ) : null}
        </section>
      ))}
    </div>
  )
}
