// What a template holds, KPI by KPI, and the form that makes a dashboard of those that are wanted.
import { Button, Checkbox } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { post } from '#web/api.ts'
import { TextField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { useForm, useRequired, withoutUndefined } from '#web/components/use-form.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { Dashboard } from '../schemas.ts'
import type { Template, TemplateKpi } from '../structure-schemas.ts'
import { GroupField } from './group-fields.tsx'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { emptyThresholds } from './threshold-form.ts'
import { useRuleSentence } from './use-rule-sentence.ts'

export interface TemplatePreviewProps {
  readonly template: Template
  /** Where the dashboard is made; one's own template goes along in the request. */
  readonly path: string
  readonly isOwn: boolean
}

export function TemplatePreview({ template, path, isOwn }: TemplatePreviewProps): ReactNode {
  const keys = template.kpis.map((kpi) => kpi.key)
  const [wanted, setWanted] = useState<ReadonlySet<string>>(() => new Set(keys))
  return (
    <div className="stack">
      <Choice template={template} wanted={wanted} setWanted={setWanted} />
      <CreateForm template={template} path={path} isOwn={isOwn} wanted={keys.filter((key) => wanted.has(key))} />
    </div>
  )
}

interface ChoiceProps {
  readonly template: Template
  readonly wanted: ReadonlySet<string>
  readonly setWanted: (wanted: ReadonlySet<string>) => void
}

function Choice({ template, wanted, setWanted }: ChoiceProps): ReactNode {
  const t = useT<KpiKey>()
  const toggle = (key: string, isWanted: boolean): void => {
    const next = new Set(wanted)
    if (isWanted) next.add(key)
    else next.delete(key)
    setWanted(next)
  }
  return (
    <section>
      <div className="kpi-template-tools">
        <span role="status">{t('kpi.templates.chosen', { count: wanted.size })}</span>
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => setWanted(new Set(template.kpis.map((kpi) => kpi.key)))}
        >
          {t('kpi.templates.all')}
        </Button>
        <Button variant="subtle" size="compact-sm" color="gray" onClick={() => setWanted(new Set())}>
          {t('kpi.templates.nothing')}
        </Button>
      </div>
      <ul className="plain-list lined kpi-template-kpis">
        {template.kpis.map((kpi, index) => (
          <li key={`${index} ${kpi.key}`} className="kpi-template-kpi">
            <Checkbox
              label={<TemplateLine kpi={kpi} />}
              checked={wanted.has(kpi.key)}
              onChange={(event) => toggle(kpi.key, event.currentTarget.checked)}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

function TemplateLine({ kpi }: { readonly kpi: TemplateKpi }): ReactNode {
  const t = useT<KpiKey>()
  const ruleOf = useRuleSentence()
  const unit = kpi.unit ?? null
  const facts = [unit, t(`kpi.frequency.${kpi.frequency}`)].filter((fact) => fact !== null && fact !== '')
  const given = Object.fromEntries(Object.entries(kpi).filter(([name]) => name in emptyThresholds))
  return (
    <>
      <strong>{kpi.name}</strong> <span className="quiet small">{facts.join(' · ')}</span>
      <br />
      <span className="small">{ruleOf({ ...emptyThresholds, ...given, direction: kpi.direction }, unit)}</span>
      {kpi.why === undefined || kpi.why === '' ? null : (
        <>
          <br />
          <span className="quiet small">{kpi.why}</span>
        </>
      )}
    </>
  )
}

interface CreateFormProps extends TemplatePreviewProps {
  readonly wanted: readonly string[]
}

function CreateForm({ template, path, isOwn, wanted }: CreateFormProps): ReactNode {
  const t = useT<KpiKey>()
  const required = useRequired()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const form = useForm({
    initial: { title: template.title, group_id: '' },
    validate: (values) =>
      withoutUndefined({
        title: wanted.length === 0 ? t('kpi.templates.chosen', { count: 0 }) : required(values.title),
      }),
    submit: async ({ title, group_id }) => {
      const body = { title: title.trim(), group_id: group_id === '' ? null : group_id, kpis: wanted }
      const made = await post<Dashboard>(path, isOwn ? { template, ...body } : body)
      await refresh(queryClient, 'dashboard', { dashboard_id: made.id })
      showToast(t('kpi.dashboards.created', { title: made.title }))
      await navigate({ to: `/dashboards/${made.id}` })
    },
  })
  return (
    <FormView form={form} submitLabel={t('kpi.dashboards.create')}>
      <TextField form={form} name="title" label={t('kpi.dashboards.column.title')} required maxLength={200} />
      <GroupField form={form} name="group_id" />
    </FormView>
  )
}
