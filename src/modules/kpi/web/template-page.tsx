// One template that comes with Socle: what it holds, and a dashboard made of it.
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { PageHeader } from '#web/components/page-header.tsx'
import { ErrorState, PageSkeleton } from '#web/components/states.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { useRouteParam } from '#web/url-param.ts'
import type { KpiKey } from './messages-fr.ts'
import { templateQuery } from './structure-queries.ts'
import { TemplatePreview } from './template-preview.tsx'
import './kpi.css'

export function TemplatePage(): ReactNode {
  const t = useT<KpiKey>()
  const id = useRouteParam('templateId')
  const template = useQuery(templateQuery(id))
  const above = [
    { label: t('kpi.dashboards.title'), to: '/dashboards' },
    { label: t('kpi.templates.title'), to: '/templates' },
  ]
  if (template.isPending) return <PageSkeleton />
  if (template.isError) {
    return (
      <>
        <PageHeader title={t('kpi.templates.title')} above={above} />
        <ErrorState error={template.error} retry={() => void template.refetch()} />
      </>
    )
  }
  const { title, summary, version, licence, trade } = template.data
  const facts = [
    trade,
    t('kpi.templates.about', { version }),
    licence === null ? '' : t('kpi.templates.licence', { licence }),
  ]
  return (
    <>
      <PageHeader title={title} above={above} verdict={summary} />
      <p className="quiet small kpi-about">{facts.filter((fact) => fact !== '').join(' · ')}</p>
      <TemplatePreview template={template.data} path={`/templates/${id}/dashboards`} isOwn={false} />
    </>
  )
}
