// Creating a KPI with its thresholds, and changing what it is called, counted in and owned by.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { patch, post } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { CheckboxField, SelectField, TextField, type Choice } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { useForm, useRequired, withoutUndefined, type Form } from '#web/components/use-form.ts'
import { useMe } from '#web/frame/use-session.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { membersQuery } from '#web/queries.ts'
import { showToast } from '#web/toasts.ts'
import { families } from '../rules/sqcdp.ts'
import type { Kpi } from '../schemas.ts'
import { useWeightFault, WeightField } from './group-fields.tsx'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { ThresholdFields, thresholdTextsOf, useThresholdErrors, type ThresholdValues } from './threshold-fields.tsx'
import { emptyThresholds, readThresholds, thresholdBody, thresholdTexts } from './threshold-form.ts'

export interface NewKpiDialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly dashboardId: string
}

export function NewKpiDialog({ opened, close, dashboardId }: NewKpiDialogProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog opened={opened} close={close} title={t('kpi.kpis.create')} size="lg">
      <NewKpiForm close={close} dashboardId={dashboardId} />
    </Dialog>
  )
}

export interface EditKpiDialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly kpi: Kpi
}

export function EditKpiDialog({ opened, close, kpi }: EditKpiDialogProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog opened={opened} close={close} title={t('kpi.kpis.edit')} size="lg">
      <EditKpiForm close={close} kpi={kpi} />
    </Dialog>
  )
}

interface IdentityValues {
  readonly name: string
  readonly code: string
  readonly unit: string
  readonly frequency: string
  readonly aggregation: string
  readonly family: string
  readonly owner_id: string
}

const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY'] as const
const aggregations = ['AVERAGE', 'SUM', 'LAST', 'MIN', 'MAX'] as const

function NewKpiForm({ close, dashboardId }: Omit<NewKpiDialogProps, 'opened'>): ReactNode {
  const t = useT<KpiKey>()
  const me = useMe()
  const required = useRequired()
  const thresholdErrors = useThresholdErrors()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const identity = {
    name: '',
    code: '',
    unit: '',
    frequency: 'MONTHLY',
    aggregation: 'AVERAGE',
    family: '',
    owner_id: me.user.id,
  }
  const form = useForm({
    initial: { ...identity, ...thresholdTexts(emptyThresholds) },
    draftKey: `kpi.kpi.new.${dashboardId}`,
    validate: (values) => withoutUndefined({ name: required(values.name), ...thresholdErrors(values) }),
    submit: async (values) => {
      const body = { ...identityBody(values), ...thresholdBody(readThresholds(thresholdTextsOf(values)).wire) }
      const created = await post<Kpi>(`/dashboards/${dashboardId}/kpis`, body)
      await refresh(queryClient, 'kpi', { dashboard_id: dashboardId, kpi_id: created.id })
      close()
      showToast(t('kpi.kpis.created', { name: created.name }))
      await navigate({ to: `/kpis/${created.id}` })
    },
  })
  return (
    <FormView form={form} submitLabel={t('kpi.kpis.create')} cancel={close}>
      <IdentityFields form={form as unknown as Form<IdentityFormValues>} locked={false} />
      <ThresholdFields form={form as unknown as Form<ThresholdValues>} unit={form.values.unit} />
    </FormView>
  )
}

function EditKpiForm({ close, kpi }: Omit<EditKpiDialogProps, 'opened'>): ReactNode {
  const t = useT<KpiKey>()
  const required = useRequired()
  const weightFault = useWeightFault()
  const queryClient = useQueryClient()
  const form = useForm({
    initial: {
      name: kpi.name,
      code: kpi.code ?? '',
      unit: kpi.unit ?? '',
      frequency: kpi.frequency,
      aggregation: kpi.aggregation,
      family: kpi.family ?? '',
      owner_id: kpi.owner_id,
      is_active: kpi.is_active,
      weight: String(kpi.weight),
    },
    draftKey: `kpi.kpi.${kpi.id}`,
    validate: (values) => withoutUndefined({ name: required(values.name), weight: weightFault(values.weight) }),
    submit: async (values) => {
      const body = { ...identityBody(values), is_active: values.is_active, weight: Number(values.weight) }
      const saved = await patch<Kpi>(`/kpis/${kpi.id}`, body)
      await refresh(queryClient, 'kpi', { dashboard_id: saved.dashboard_id, kpi_id: saved.id })
      close()
      showToast(t('kpi.kpis.saved'))
    },
  })
  return (
    <FormView form={form} submitLabel={t('action.save')} cancel={close}>
      <IdentityFields form={form as unknown as Form<IdentityFormValues>} locked={kpi.value_count > 0} />
      <WeightField form={form} name="weight" />
      <CheckboxField form={form} name="is_active" label={t('kpi.field.active')} help={t('kpi.kpis.activeHelp')} />
    </FormView>
  )
}

type IdentityFormValues = Readonly<Record<keyof IdentityValues, string>>

interface IdentityFieldsProps {
  readonly form: Form<IdentityFormValues>
  /** Values exist: the frequency stays. */
  readonly locked: boolean
}

function IdentityFields({ form, locked }: IdentityFieldsProps): ReactNode {
  const t = useT<KpiKey>()
  const owners = useMemberChoices()
  return (
    <>
      <TextField form={form} name="name" label={t('kpi.field.name')} required autoFocus maxLength={200} />
      <div className="kpi-field-row">
        <TextField form={form} name="code" label={t('kpi.field.code')} help={t('kpi.kpis.codeHelp')} maxLength={40} />
        <TextField form={form} name="unit" label={t('kpi.field.unit')} help={t('kpi.kpis.unitHelp')} maxLength={30} />
      </div>
      <div className="kpi-field-row">
        <SelectField
          form={form}
          name="frequency"
          label={t('kpi.field.frequency')}
          choices={frequencies.map((value) => ({ value, label: t(`kpi.frequency.${value}`) }))}
          disabled={locked}
          {...(locked ? { help: t('kpi.kpis.frequencyLocked') } : {})}
          required
        />
        <SelectField
          form={form}
          name="aggregation"
          label={t('kpi.field.aggregation')}
          help={t('kpi.kpis.aggregationHelp')}
          choices={aggregations.map((value) => ({ value, label: t(`kpi.aggregation.${value}`) }))}
          required
        />
      </div>
      {form.values.frequency === 'DAILY' ? (
        <SelectField
          form={form}
          name="family"
          label={t('kpi.field.family')}
          help={t('kpi.kpis.familyHelp')}
          choices={families.map((value) => ({ value, label: t(`kpi.family.${value}`) }))}
          emptyLabel={t('kpi.family.none')}
        />
      ) : null}
      <SelectField
        form={form}
        name="owner_id"
        label={t('kpi.field.owner')}
        help={t('kpi.kpis.ownerHelp')}
        choices={owners}
        required
      />
    </>
  )
}

/** The people of the organisation as choices. */
export function useMemberChoices(): readonly Choice[] {
  const members = useQuery(membersQuery).data?.items ?? []
  return members.map((member) => ({ value: member.id, label: member.full_name }))
}

function identityBody(values: IdentityValues): Readonly<Record<string, unknown>> {
  const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())
  const { frequency, aggregation, owner_id } = values
  return {
    name: values.name.trim(),
    code: orNull(values.code),
    unit: orNull(values.unit),
    frequency,
    aggregation,
    family: frequency === 'DAILY' && values.family !== '' ? values.family : null,
    owner_id,
  }
}
