// Changing direction and thresholds: from which day on, and, for an ADMIN, whether past verdicts are given again.
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { patch } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { CheckboxField, DayField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { useForm, withoutUndefined, type Form } from '#web/components/use-form.ts'
import { useIsAdmin } from '#web/frame/use-session.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { Kpi, KpiChanged } from '../schemas.ts'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { ThresholdFields, thresholdTextsOf, useThresholdErrors, type ThresholdValues } from './threshold-fields.tsx'
import { readThresholds, thresholdChange, thresholdTexts } from './threshold-form.ts'

export interface ThresholdDialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly kpi: Kpi
}

export function ThresholdDialog({ opened, close, kpi }: ThresholdDialogProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog opened={opened} close={close} title={t('kpi.thresholds.edit')} size="lg">
      <ThresholdForm close={close} kpi={kpi} />
    </Dialog>
  )
}

type Values = ThresholdValues & { readonly effective_from: string; readonly recompute: boolean }

function ThresholdForm({ close, kpi }: Omit<ThresholdDialogProps, 'opened'>): ReactNode {
  const t = useT<KpiKey>()
  const isAdmin = useIsAdmin()
  const thresholdErrors = useThresholdErrors()
  const queryClient = useQueryClient()
  const form = useForm<Values>({
    initial: { ...thresholdTexts(kpi), effective_from: '', recompute: false },
    draftKey: `kpi.thresholds.${kpi.id}`,
    validate: (values) => withoutUndefined(thresholdErrors(values)),
    submit: async (values) => {
      const changed = await patch<KpiChanged>(`/kpis/${kpi.id}`, {
        ...thresholdChange(readThresholds(thresholdTextsOf(values)).wire),
        ...(values.effective_from === '' ? {} : { effective_from: values.effective_from }),
        ...(values.recompute ? { recompute: true } : {}),
      })
      await refresh(queryClient, 'kpi', { dashboard_id: kpi.dashboard_id, kpi_id: kpi.id })
      close()
      showToast(
        values.recompute
          ? t('kpi.thresholds.recomputed', { count: changed.statuses_changed })
          : t('kpi.thresholds.saved'),
      )
    },
  })
  return (
    <FormView form={form} submitLabel={t('action.save')} cancel={close}>
      <ThresholdFields form={form as unknown as Form<ThresholdValues>} unit={kpi.unit} autoFocus />
      <DayField
        form={form}
        name="effective_from"
        label={t('kpi.thresholds.effectiveFrom')}
        help={t('kpi.thresholds.effectiveFromHelp')}
      />
      {isAdmin ? (
        <CheckboxField
          form={form}
          name="recompute"
          label={t('kpi.thresholds.recompute')}
          help={t('kpi.thresholds.recomputeHelp')}
        />
      ) : null}
    </FormView>
  )
}
