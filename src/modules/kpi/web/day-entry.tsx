// A KPI that waits for values: the oldest missing period with its field right there, for one thumb.
import { Button, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { ToEnter } from '../entry-schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { usePeriodName } from './use-period-name.ts'
import { useTypedValue } from './use-typed-value.ts'
import { ValueMarks } from './value-marks.tsx'

export function DayEntry({ item }: { readonly item: ToEnter }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = usePeriodName()
  const [period = '', ...others] = item.missing
  const late = item.days_late === 0 ? t('kpi.day.dueToday') : t('kpi.day.daysLate', { count: item.days_late })
  return (
    <li className="day-item day-entry-item">
      <div>
        <p>
          <Link to={`/kpis/${item.kpi_id}`} className="day-link">
            {item.name}
          </Link>
        </p>
        <p className="quiet small">
          {item.dashboard_title} · {late}
          {others.length === 0 ? null : ` · ${t('kpi.day.more', { count: others.length })}`}
          {item.is_mine ? null : ` · ${t('kpi.day.of', { name: item.owner_name })}`}
        </p>
        {item.latest_value === null || item.latest_period_label === null ? null : (
          <p className="quiet small">
            {t('kpi.day.latest', {
              value: format.withUnit(item.latest_value, item.unit),
              period: nameOf(item.latest_period_label),
            })}{' '}
            <ValueMarks provisional={item.latest_provisional} approval={item.latest_approval} />
          </p>
        )}
      </div>
      <EntryForm key={period} item={item} period={period} />
    </li>
  )
}

function EntryForm({ item, period }: { readonly item: ToEnter; readonly period: string }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const kpi = { id: item.kpi_id, dashboard_id: item.dashboard_id, name: item.name, unit: item.unit }
  const { typed, mistake, busy, onChange, onSubmit } = useTypedValue({ kpi, period })
  const unit = item.unit === null || item.unit === '' ? null : <span className="form-unit">{item.unit}</span>
  return (
    <form className="day-entry" onSubmit={onSubmit} noValidate>
      <TextInput
        className="day-entry-input"
        label={nameOf(period)}
        aria-label={t('kpi.entry.valueOf', { name: item.name, period: nameOf(period) })}
        inputMode="decimal"
        enterKeyHint="done"
        autoComplete="off"
        rightSection={unit}
        rightSectionWidth="auto"
        value={typed}
        error={mistake}
        onChange={onChange}
      />
      <Button type="submit" variant="default" loading={busy} disabled={typed.trim() === ''}>
        {t('kpi.entry.save')}
      </Button>
    </form>
  )
}
