// Which period: one of the list, or any other by one of its days.
import type { ReactNode } from 'react'
import { DayField, SelectField } from '#web/components/fields.tsx'
import type { Form } from '#web/components/use-form.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { Kpi } from '../schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { offeredPeriods } from './periods.ts'
import { usePeriodName } from './use-period-name.ts'

/** Chosen in the list of periods when the period is none of those listed. */
export const older = 'older'

export type PeriodValues = Readonly<Record<'period' | 'day', string>>

export interface PeriodFieldProps {
  readonly form: Form<PeriodValues>
  readonly kpi: Kpi
  /** The periods that are not offered. */
  readonly entered: ReadonlySet<string>
  readonly help: string
}

export function PeriodField({ form, kpi, entered, help }: PeriodFieldProps): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const [open, ...over] = offeredPeriods(kpi.frequency, kpi.expected_period_label).map((period) => period.label)
  const free = [open ?? '', ...over].filter((label) => label !== '' && !entered.has(label))
  const choices = free.map((label) => ({
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
        choices={[...choices, { value: older, label: t('kpi.values.olderPeriod') }]}
        required
      />
      {form.values.period === older ? (
        <DayField form={form} name="day" label={t('kpi.values.dayOfPeriod')} required />
      ) : null}
    </>
  )
}
