// What a template holds, KPI by KPI, and the form that makes a dashboard of those that are wanted.
import { Button, Checkbox } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { post } from '#web/api.ts'
import { TextField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { Notice } from '#web/components/problem-notice.tsx'
import { useForm, useRequired, withoutUndefined } from '#web/components/use-form.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { Dashboard } from '../schemas.ts'
import type { Template, TemplateKpi } from '../structure-schemas.ts'
import { templateFormulaSentence } from '../rules/template-formula.ts'
import { GroupField } from './group-fields.tsx'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { choose } from './template-choice.ts'
import { emptyThresholds } from './threshold-form.ts'
import { useRuleSentence } from './use-rule-sentence.ts'

export interface TemplatePreviewProps {
  readonly template: Template
  /** Where the dashboard is made; one's own template goes along in the request. */
  readonly path: string
  readonly isOwn: boolean
}

export function TemplatePreview({ template, path, isOwn }: TemplatePreviewProps): ReactNode {
  const t = useT<KpiKey>()
  const keys = template.kpis.map((kpi) => kpi.key)
  const [wanted, setWanted] = useState<ReadonlySet<string>>(() => new Set(keys))
  const { notes = [] } = template
  return (
    <div className="stack">
      {notes.length === 0 ? null : (
        <Notice title={t('kpi.templates.notes')}>
          <ul className="notice-list" lang="fr">
            {notes.map((note, index) => (
              <li key={index}>{note}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Choice template={template} wanted={wanted} setWanted={setWanted} />
      <CreateForm template={template} path={path} isOwn={isOwn} wanted={keys.filter((key) => wanted.has(key))} />
    </div>
  )
}

/** Names that a passing message has room for. */
const namesShown = 5

interface ChoiceProps {
  readonly template: Template
  readonly wanted: ReadonlySet<string>
  readonly setWanted: (wanted: ReadonlySet<string>) => void
}

function Choice({ template, wanted, setWanted }: ChoiceProps): ReactNode {
  const t = useT<KpiKey>()
  const toggle = ({ key, name }: TemplateKpi, isWanted: boolean): void => {
    const next = choose(template.kpis, wanted, { key, isWanted })
    setWanted(next.wanted)
    if (next.along.length === 0) return
    const list = `${next.along.slice(0, namesShown).join(', ')}${next.along.length > namesShown ? '…' : ''}`
    showToast(t(isWanted ? 'kpi.templates.came' : 'kpi.templates.went', { name, list }))
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
              label={<TemplateLine kpi={kpi} kpis={template.kpis} />}
              checked={wanted.has(kpi.key)}
              onChange={(event) => toggle(kpi, event.currentTarget.checked)}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

interface TemplateLineProps {
  readonly kpi: TemplateKpi
  /** All of the template: a formula is said with their names. */
  readonly kpis: readonly TemplateKpi[]
}

function TemplateLine({ kpi, kpis }: TemplateLineProps): ReactNode {
  const t = useT<KpiKey>()
  const ruleOf = useRuleSentence()
  const unit = kpi.unit ?? null
  const facts = [unit, t(`kpi.frequency.${kpi.frequency}`)].filter((fact) => fact !== null && fact !== '')
  const given = Object.fromEntries(Object.entries(kpi).filter(([name]) => name in emptyThresholds))
  const sentence = kpi.formula === undefined ? null : templateFormulaSentence(kpi.formula, kpis)
  return (
    <>
      <strong>{kpi.name}</strong> <span className="quiet small">{facts.join(' · ')}</span>
      {sentence === null ? null : (
        <>
          <br />
          <span className="small">
            {t('kpi.templates.computed')} <span lang="fr">{sentence}</span>
          </span>
        </>
      )}
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
