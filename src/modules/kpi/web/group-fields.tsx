// The fields of place and weight that forms on groups, dashboards, KPIs and copies share.
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { NumberField, SelectField, type Choice } from '#web/components/fields.tsx'
import type { FieldName, Form, FormValues } from '#web/components/use-form.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { groupPaths } from './dashboard-outline.ts'
import type { KpiKey } from './messages-fr.ts'
import { groupsQuery } from './structure-queries.ts'

const weightMax = 100

interface FieldOf<Values extends FormValues<Values>> {
  readonly form: Form<Values>
  readonly name: FieldName<Values>
}

/** The group something stands in; absent while the organisation has none. */
export function GroupField<Values extends FormValues<Values>>({ form, name }: FieldOf<Values>): ReactNode {
  const t = useT<KpiKey>()
  const choices = useGroupChoices()
  if (choices.length === 0) return null
  return (
    <SelectField
      form={form}
      name={name}
      label={t('kpi.groups.one')}
      choices={choices}
      emptyLabel={t('kpi.groups.none')}
    />
  )
}

export function WeightField<Values extends FormValues<Values>>({ form, name }: FieldOf<Values>): ReactNode {
  const t = useT<KpiKey>()
  return <NumberField form={form} name={name} label={t('kpi.weight')} help={t('kpi.weight.help')} required />
}

/** Groups by their way from the top: « Opérations › Atelier ». */
export function useGroupChoices(): readonly Choice[] {
  const groups = useQuery(groupsQuery).data ?? []
  return groupPaths(groups).map(({ id, path }) => ({ value: id, label: path }))
}

/** The mistake in a typed weight, if any. */
export function useWeightFault(): (text: string) => string | undefined {
  const t = useT<KpiKey>()
  return (text) => {
    const weight = Number(text)
    return /^\d+$/.test(text.trim()) && weight >= 1 && weight <= weightMax ? undefined : t('kpi.weight.fault')
  }
}
