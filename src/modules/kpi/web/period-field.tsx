// Which period: one of the list, or any other by one of its days.
import type { ReactNode } from 'react'
import { DayField, SelectField } from '#web/components/fields.tsx'
import type { Form } from '#web/components/use-form.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { nextPeriod, type Period } from '../rules/period.ts'
import type { Kpi } from '../schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { older, periodOfLabel, type PeriodChoice } from './periods.ts'
import { usePeriodName } from './use-period-name.ts'

export interface PeriodFieldProps {
  readonly form: Form<PeriodChoice>
  readonly kpi: Pick<Kpi, 'frequency' | 'expected_period_label'>
  /** What is offered. */
  readonly periods: readonly Period[]
  /** Whether one that is not listed may be given. */
  readonly hasOlder: boolean
  readonly help: string
}

export function PeriodField({ form, kpi, periods, hasOlder, help }: PeriodFieldProps): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const open = nextPeriod(kpi.frequency, periodOfLabel(kpi.frequency, kpi.expected_period_label)).label
  const choices = periods.map(({ label }) => ({
    value: label,
    label: label === open ? t('kpi.values.openPeriod', { period: nameOf(label) }) : nameOf(label),
  }))
  return (
    <>
      <SelectField
        form={form}
        name="period"
        label={t('kpi.field.period')}
        help={help}
        choices={hasOlder ? [...choices, { value: older, label: t('kpi.values.olderPeriod') }] : choices}
        required
      />
      {form.values.period === older ? (
        <DayField form={form} name="day" label={t('kpi.values.dayOfPeriod')} required />
      ) : null}
    </>
  )
}
