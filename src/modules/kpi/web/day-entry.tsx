// A KPI that waits for values: the oldest missing period with its field right there, for one thumb.
import { Button, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useFormat, useI18n, useT } from '#web/i18n/use-i18n.tsx'
import { problemText } from '#web/problem-text.ts'
import type { ToEnter } from '../entry-schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { readQuantity } from './quantity.ts'
import { useEnterValue } from './use-enter-value.ts'
import { usePeriodName } from './use-period-name.ts'
import { useQuantityFault } from './use-quantity-fault.ts'

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
            })}
          </p>
        )}
      </div>
      <EntryForm key={period} item={item} period={period} />
    </li>
  )
}

function EntryForm({ item, period }: { readonly item: ToEnter; readonly period: string }): ReactNode {
  const t = useT<KpiKey>()
  const { catalogue, language } = useI18n()
  const nameOf = usePeriodName()
  const enter = useEnterValue({ id: item.kpi_id, dashboard_id: item.dashboard_id, name: item.name })
  const faultText = useQuantityFault()
  const [typed, setTyped] = useState('')
  const [mistake, setMistake] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const save = async (): Promise<void> => {
    const reading = readQuantity(typed, item.unit)
    if (!reading.ok) return setMistake(faultText(reading.fault, typed, item.unit))
    setBusy(true)
    try {
      await enter({ period, value: reading.number })
    } catch (error) {
      const text = problemText(error, catalogue, language)
      setMistake(text.detail === '' ? text.title : text.detail)
    } finally {
      setBusy(false)
    }
  }
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (!busy) void save()
  }
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
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setMistake(null)
        }}
      />
      <Button type="submit" variant="default" loading={busy} disabled={typed.trim() === ''}>
        {t('kpi.entry.save')}
      </Button>
    </form>
  )
}
