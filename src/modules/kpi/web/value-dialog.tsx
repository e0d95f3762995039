// Entering a value for a period, or correcting one.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, type ReactNode } from 'react'
import { patch } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { NumberField, TextareaField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { LinesSkeleton } from '#web/components/states.tsx'
import { useForm, withoutUndefined, type Form } from '#web/components/use-form.ts'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { decimalToField } from '#web/decimal.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { Kpi, Value } from '../schemas.ts'
import { EvidencePanel } from './evidence-panel.tsx'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { PeriodField } from './period-field.tsx'
import {
  enterablePeriods,
  hasOlderPeriods,
  offeredPeriods,
  older,
  proposedPeriod,
  stillFree,
  type PeriodChoice,
} from './periods.ts'
import { readQuantity } from './quantity.ts'
import { valuesQuery } from './queries.ts'
import { useEnterValue } from './use-enter-value.ts'
import { usePeriodName } from './use-period-name.ts'
import { useQuantityFault } from './use-quantity-fault.ts'

export interface ValueDialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly kpi: Kpi
  /** Left out: a new one. */
  readonly value?: Value
}

export function ValueDialog({ opened, close, kpi, value }: ValueDialogProps): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const title =
    value === undefined
      ? t('kpi.values.addTo', { name: kpi.name })
      : t('kpi.values.correctNamed', { period: nameOf(value.period_label) })
  return (
    <Dialog opened={opened} close={close} title={title}>
      {value === undefined ? (
        <NewValue kpi={kpi} close={close} />
      ) : (
        <>
          <CorrectionForm kpi={kpi} value={value} close={close} />
          <section className="evidence-section">
            <h3>{t('kpi.evidence.title')}</h3>
            <EvidencePanel kpi={kpi} value={value} />
          </section>
        </>
      )}
    </Dialog>
  )
}

/** Waits for the values entered so far, so that the proposed period is the right one from the start. */
function NewValue({ kpi, close }: Pick<ValueDialogProps, 'kpi' | 'close'>): ReactNode {
  const from = offeredPeriods(kpi.frequency, kpi.expected_period_label).at(-1)?.start ?? ''
  const values = useQuery(valuesQuery(kpi.id, from))
  if (values.isPending) return <LinesSkeleton />
  // Without the list the server still refuses a period that has its value.
  const entered = new Set((values.data ?? []).map((value) => value.period_label))
  const isFull = proposedPeriod(kpi, entered) === null && !hasOlderPeriods(kpi)
  return isFull ? <NothingOpen kpi={kpi} /> : <NewValueForm kpi={kpi} close={close} entered={entered} />
}

/** Every open period has its value, and the others are closed. */
function NothingOpen({ kpi }: Pick<ValueDialogProps, 'kpi'>): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  return (
    <p>{t('kpi.values.nothingOpen', { day: kpi.locked_through === null ? '' : format.day(kpi.locked_through) })}</p>
  )
}

interface NewValueFormProps extends Pick<ValueDialogProps, 'kpi' | 'close'> {
  readonly entered: ReadonlySet<string>
}

function NewValueForm({ kpi, close, entered }: NewValueFormProps): ReactNode {
  const t = useT<KpiKey>()
  const enter = useEnterValue(kpi)
  const mistakeIn = useMistake(kpi.unit)
  const periods = useMemo(() => enterablePeriods(kpi, entered), [kpi, entered])
  const form = useForm({
    initial: { period: proposedPeriod(kpi, entered)?.label ?? older, day: '', value: '', comment: '' },
    // The period may have been closed, or entered by somebody else, since.
    mendDraft: (draft) => ({ ...draft, ...stillFree(kpi, entered, draft) }),
    draftKey: `kpi.value.new.${kpi.id}`,
    pointers: { '/period_start': 'day' },
    validate: (values) =>
      withoutUndefined({
        value: mistakeIn(values.value),
        day: values.period === older && values.day === '' ? t('form.required') : undefined,
      }),
    submit: async (values) => {
      const reading = readQuantity(values.value, kpi.unit)
      if (!reading.ok) return
      const period = values.period === older ? { period_start: values.day } : { period: values.period }
      const comment = values.comment.trim() === '' ? {} : { comment: values.comment.trim() }
      await enter({ ...period, value: reading.number, ...comment })
      close()
    },
  })
  // The dialog gave the focus away before this form was there.
  useEffect(() => {
    document.getElementById(form.id)?.querySelector<HTMLElement>('[data-autofocus]')?.focus()
  }, [form.id])
  return (
    <FormView form={form} submitLabel={t('kpi.entry.save')} cancel={close}>
      <PeriodField
        form={form as unknown as Form<PeriodChoice>}
        kpi={kpi}
        periods={periods}
        hasOlder={hasOlderPeriods(kpi)}
        help={t('kpi.values.periodHelp')}
      />
      <NumberField form={form} name="value" label={t('kpi.field.value')} unit={kpi.unit} required autoFocus />
      <TextareaField form={form} name="comment" label={t('kpi.field.comment')} rows={2} maxLength={500} />
    </FormView>
  )
}

interface CorrectionFormProps extends Pick<ValueDialogProps, 'kpi' | 'close'> {
  readonly value: Value
}

function CorrectionForm({ kpi, value, close }: CorrectionFormProps): ReactNode {
  const t = useT<KpiKey>()
  const correct = useCorrection(kpi)
  const mistakeIn = useMistake(kpi.unit)
  const form = useForm({
    initial: { value: decimalToField(value.value), comment: value.comment ?? '' },
    draftKey: `kpi.value.${value.id}`,
    validate: (values) => withoutUndefined({ value: mistakeIn(values.value) }),
    submit: async (values) => {
      const reading = readQuantity(values.value, kpi.unit)
      if (!reading.ok) return
      const comment = values.comment.trim() === '' ? null : values.comment.trim()
      await correct(value, { value: reading.number, comment })
      close()
    },
  })
  return (
    <FormView form={form} submitLabel={t('action.save')} cancel={close}>
      <NumberField form={form} name="value" label={t('kpi.field.value')} unit={kpi.unit} required autoFocus />
      <TextareaField form={form} name="comment" label={t('kpi.field.comment')} rows={2} maxLength={500} />
    </FormView>
  )
}

interface Correction {
  readonly value: number
  readonly comment: string | null
}

/** Saves a correction; the toast puts the former value back for ten seconds. */
function useCorrection(kpi: Kpi): (value: Value, correction: Correction) => Promise<void> {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const save = async (value: Value, correction: Correction): Promise<void> => {
    await patch<Value>(`/values/${value.id}`, correction)
    await refresh(queryClient, 'value', { dashboard_id: kpi.dashboard_id, kpi_id: kpi.id })
  }
  return async (value, correction) => {
    await save(value, correction)
    const undo = (): void => {
      save(value, { value: value.value, comment: value.comment }).catch(onFailure)
    }
    showToast(t('kpi.values.correctedToast', { period: nameOf(value.period_label) }), { undo })
  }
}

/** What is wrong with a typed number; undefined when it can be taken. */
function useMistake(unit: string | null): (typed: string) => string | undefined {
  const faultText = useQuantityFault()
  return (typed) => {
    const reading = readQuantity(typed, unit)
    return reading.ok ? undefined : faultText(reading.fault, typed, unit)
  }
}
