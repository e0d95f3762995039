// One day of one letter: its values are entered or corrected at once, and a red asks for its countermeasure.
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState, type ReactNode } from 'react'
import { patch, post } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { NumberField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { Notice } from '#web/components/problem-notice.tsx'
import { StatusBadge } from '#web/components/status-badge.tsx'
import { useForm } from '#web/components/use-form.ts'
import { decimalToField } from '#web/decimal.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { SqcdpEntry, SqcdpKpi, SqcdpLetter } from '../boards-schemas.ts'
import type { Value } from '../schemas.ts'
import { ActionDialog } from './action-dialog.tsx'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { readQuantity } from './quantity.ts'
import { useQuantityFault } from './use-quantity-fault.ts'

export interface SqcdpDayDialogProps {
  readonly dashboardId: string
  readonly letter: SqcdpLetter
  readonly day: string
  readonly today: string
  readonly close: () => void
}

export function SqcdpDayDialog({ dashboardId, letter, day, today, close }: SqcdpDayDialogProps): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const [answered, setAnswered] = useState<SqcdpKpi | null>(null)
  const title = t('kpi.sqcdp.dayTitle', { family: t(`kpi.family.${letter.family}`), day: format.longDay(day) })
  if (answered !== null) {
    return (
      <ActionDialog
        opened
        close={() => setAnswered(null)}
        kpi={{ id: answered.kpi_id, dashboard_id: dashboardId }}
        proposal={t('kpi.sqcdp.proposal', { day: format.day(day), name: answered.name })}
      />
    )
  }
  const reds = letter.kpis.filter((kpi) => isUnanswered(entryOf(kpi, day)))
  return (
    <Dialog opened close={close} title={title}>
      <div className="stack">
        {reds.length === 0 ? null : <Countermeasures reds={reds} choose={setAnswered} />}
        {letter.kpis.map((kpi) => (
          <DayValue key={kpi.kpi_id} kpi={kpi} day={day} today={today} dashboardId={dashboardId} />
        ))}
      </div>
    </Dialog>
  )
}

/** The value of a KPI on a day. */
export function entryOf(kpi: SqcdpKpi, day: string): SqcdpEntry | undefined {
  return kpi.entries.find((entry) => entry.day === day)
}

function isUnanswered(entry: SqcdpEntry | undefined): boolean {
  return entry?.status === 'RED' && entry.countermeasure === 'NONE'
}

interface CountermeasuresProps {
  readonly reds: readonly SqcdpKpi[]
  readonly choose: (kpi: SqcdpKpi) => void
}

function Countermeasures({ reds, choose }: CountermeasuresProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Notice tone="warning" title={t('kpi.sqcdp.answerTitle')}>
      <p>{t('kpi.sqcdp.answerText')}</p>
      <div className="row sqcdp-answers">
        {reds
          .filter((kpi) => kpi.can_answer)
          .map((kpi) => (
            <Button key={kpi.kpi_id} size="compact-sm" onClick={() => choose(kpi)}>
              {reds.length === 1 ? t('kpi.sqcdp.answer') : t('kpi.sqcdp.answerWith', { name: kpi.name })}
            </Button>
          ))}
      </div>
    </Notice>
  )
}

interface DayValueProps {
  readonly kpi: SqcdpKpi
  readonly day: string
  readonly today: string
  readonly dashboardId: string
}

function DayValue({ kpi, day, today, dashboardId }: DayValueProps): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const entry = entryOf(kpi, day)
  return (
    <section className="sqcdp-value" aria-label={kpi.name}>
      <p className="row">
        <Link to={`/kpis/${kpi.kpi_id}`} className="bowling-name">
          {kpi.name}
        </Link>
        {entry === undefined ? null : <StatusBadge status={entry.status ?? 'NO_THRESHOLD'} critical={entry.critical} />}
        {entry?.status === 'RED' ? (
          <span className="quiet small">{t(`kpi.sqcdp.answer.${entry.countermeasure}`)}</span>
        ) : null}
      </p>
      {kpi.can_enter && day <= today ? (
        // a new value starts the form anew: what is typed is compared with what stands
        <DayValueForm key={entry?.value_id ?? 'new'} kpi={kpi} day={day} dashboardId={dashboardId} />
      ) : (
        <p>{entry === undefined ? t('kpi.sqcdp.state.NO_DATA') : format.withUnit(entry.value, kpi.unit)}</p>
      )}
    </section>
  )
}

function DayValueForm({ kpi, day, dashboardId }: Omit<DayValueProps, 'today'>): ReactNode {
  const t = useT<KpiKey>()
  const faultText = useQuantityFault()
  const queryClient = useQueryClient()
  const entry = entryOf(kpi, day)
  const form = useForm({
    initial: { value: entry === undefined ? '' : decimalToField(entry.value) },
    draftKey: `kpi.sqcdp.${kpi.kpi_id}.${day}`,
    validate: ({ value }) => {
      const reading = readQuantity(value, kpi.unit)
      return reading.ok ? {} : { value: faultText(reading.fault, value, kpi.unit) }
    },
    submit: async ({ value }) => {
      const reading = readQuantity(value, kpi.unit)
      if (!reading.ok) return
      const body = { value: reading.number }
      if (entry === undefined) await post<Value>(`/kpis/${kpi.kpi_id}/values`, { period: day, ...body })
      else await patch<Value>(`/values/${entry.value_id}`, body)
      await refresh(queryClient, 'value', { dashboard_id: dashboardId, kpi_id: kpi.kpi_id })
      showToast(t('kpi.sqcdp.saved', { count: 1 }))
    },
  })
  // The dialog gave the focus away before this form was there.
  useEffect(() => {
    document.querySelector<HTMLElement>('[role="dialog"] input')?.focus()
  }, [])
  return (
    <FormView form={form} submitLabel={t('action.save')} inline>
      <NumberField form={form} name="value" label={t('kpi.field.value')} unit={kpi.unit} required />
    </FormView>
  )
}
