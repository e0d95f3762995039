// The targets of a KPI, one field per period: a year at a time, a month for daily KPIs.
import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ClipboardEvent, type ReactNode } from 'react'
import { announce } from '#web/announcer.ts'
import { put } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { NumberField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { ErrorState, LinesSkeleton } from '#web/components/states.tsx'
import { useForm } from '#web/components/use-form.ts'
import { decimalToField, readDecimal } from '#web/decimal.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { Target } from '../analysis-schemas.ts'
import { periodOf } from '../rules/period.ts'
import type { Period } from '../rules/period.ts'
import { shiftSpan, targetSpan } from '../rules/target-span.ts'
import type { Kpi } from '../schemas.ts'
import { targetsQuery } from './analysis-queries.ts'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { periodOfLabel } from './periods.ts'
import { filledEmpty, pastedColumn, type Texts } from './target-fill.ts'
import { usePeriodName } from './use-period-name.ts'
import './target-dialog.css'

export interface TargetDialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly kpi: Kpi
}

export function TargetDialog({ opened, close, kpi }: TargetDialogProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog opened={opened} close={close} title={t('kpi.targets.edit')}>
      <Spans close={close} kpi={kpi} />
    </Dialog>
  )
}

function Spans({ close, kpi }: Omit<TargetDialogProps, 'opened'>): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const [day, setDay] = useState(() => periodOfLabel(kpi.frequency, kpi.expected_period_label).start)
  const periods = targetSpan(kpi.frequency, day)
  const first = periods[0] ?? periodOf(kpi.frequency, day)
  const last = periods.at(-1) ?? first
  const targets = useQuery(targetsQuery(kpi.id, { from: first.start, to: last.start }))
  return (
    <>
      <div className="section-head">
        <Button variant="default" size="xs" onClick={() => setDay(shiftSpan(kpi.frequency, day, -1))}>
          {t('kpi.targets.earlier')}
        </Button>
        <span aria-live="polite">
          {nameOf(first.label)} – {nameOf(last.label)}
        </span>
        <Button variant="default" size="xs" onClick={() => setDay(shiftSpan(kpi.frequency, day, 1))}>
          {t('kpi.targets.later')}
        </Button>
      </div>
      {targets.isPending ? <LinesSkeleton /> : null}
      {targets.isError ? <ErrorState error={targets.error} retry={() => void targets.refetch()} /> : null}
      {targets.isSuccess ? (
        <TargetForm key={first.label} kpi={kpi} close={close} periods={periods} targets={targets.data} />
      ) : null}
    </>
  )
}

interface TargetFormProps {
  readonly kpi: Kpi
  readonly close: () => void
  readonly periods: readonly Period[]
  readonly targets: readonly Target[]
}

function TargetForm({ kpi, close, periods, targets }: TargetFormProps): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const queryClient = useQueryClient()
  const known = new Map(targets.map((target) => [target.period_label, target.value]))
  const initial = Object.fromEntries(periods.map(({ label }) => [label, decimalToField(known.get(label) ?? null)]))
  const form = useForm<Readonly<Record<string, string>>>({
    initial,
    validate: (values) =>
      Object.fromEntries(
        Object.entries(values).flatMap(([label, text]) =>
          text.trim() === '' || readDecimal(text).ok ? [] : [[label, t('kpi.targets.notANumber')]],
        ),
      ),
    submit: async (values) => {
      const items = periods.map(({ label }) => ({ period: label, value: numberOf(values[label] ?? '') }))
      await put(`/kpis/${kpi.id}/targets`, { items })
      await refresh(queryClient, 'target', { dashboard_id: kpi.dashboard_id, kpi_id: kpi.id })
      close()
      showToast(t('kpi.targets.saved'))
    },
  })
  const labels = periods.map(({ label }) => label)
  const write = (texts: Texts): void => {
    for (const [label, text] of Object.entries(texts)) form.set(label, text)
    announce(t('kpi.targets.filled', { count: Object.keys(texts).length }))
  }
  const paste = (event: ClipboardEvent): void => {
    const field = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-period]') : null
    const start = field?.dataset['period']
    if (start === undefined) return
    const pasted = pastedColumn(event.clipboardData.getData('text/plain'), { periods: labels, start, unit: kpi.unit })
    if (pasted === null) return
    event.preventDefault()
    write(pasted.values)
    if (pasted.left > 0) showToast(t('kpi.targets.notPasted', { count: pasted.left }))
  }
  return (
    <FormView form={form} submitLabel={t('action.save')} cancel={close}>
      <p className="quiet">{t('kpi.targets.help')}</p>
      <FillEmpty fill={(text) => write(filledEmpty(form.values, labels, text))} />
      <div className="form-fields" onPaste={paste}>
        {periods.map(({ label }) => (
          <div key={label} data-period={label}>
            <NumberField form={form} name={label} label={nameOf(label)} unit={kpi.unit} />
          </div>
        ))}
      </div>
    </FormView>
  )
}

/** One number for every period that has none yet. */
function FillEmpty({ fill }: { readonly fill: (text: string) => void }): ReactNode {
  const t = useT<KpiKey>()
  const [text, setText] = useState('')
  const run = (): void => {
    if (text.trim() !== '') fill(text.trim())
  }
  return (
    <div className="row target-fill">
      <TextInput
        label={t('kpi.targets.fill')}
        value={text}
        inputMode="decimal"
        autoComplete="off"
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          run()
        }}
      />
      <Button variant="default" disabled={text.trim() === ''} onClick={run}>
        {t('kpi.targets.fillNow')}
      </Button>
    </div>
  )
}

function numberOf(text: string): number | null {
  const read = readDecimal(text)
  return read.ok ? read.number : null
}
