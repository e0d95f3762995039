// Templates by trade, and one's own from a file.
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { DataTable, type Column } from '#web/components/data-table.tsx'
import { FileDrop } from '#web/components/file-drop.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { Notice } from '#web/components/problem-notice.tsx'
import { ErrorState } from '#web/components/states.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { Template, TemplateSummary } from '../structure-schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { templatesQuery } from './structure-queries.ts'
import { readTemplateFile } from './template-file.ts'
import { TemplatePreview } from './template-preview.tsx'
import './kpi.css'

/** What the server takes. */
const fileBytesMax = 1_000_000

export function TemplatesPage(): ReactNode {
  const t = useT<KpiKey>()
  const templates = useQuery(templatesQuery)
  const columns = useColumns()
  const rows = templates.data ?? []
  return (
    <>
      <PageHeader
        title={t('kpi.templates.title')}
        above={[{ label: t('kpi.dashboards.title'), to: '/dashboards' }]}
        verdict={templates.isPending ? '\u00a0' : t('kpi.templates.verdict', { count: rows.length })}
      />
      {templates.isError ? (
        <ErrorState error={templates.error} retry={() => void templates.refetch()} />
      ) : (
        <DataTable
          id="kpi-templates"
          caption={t('kpi.templates.title')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          rowHref={(row) => `/templates/${row.id}`}
          loading={templates.isPending}
        />
      )}
      <FromFile />
    </>
  )
}

function useColumns(): readonly Column<TemplateSummary>[] {
  const t = useT<KpiKey>()
  return [
    { id: 'title', header: t('kpi.dashboards.column.title'), cell: (row) => row.title, value: (row) => row.title },
    { id: 'trade', header: t('kpi.templates.trade'), cell: (row) => row.trade, value: (row) => row.trade },
    {
      id: 'summary',
      header: t('kpi.templates.summary'),
      cell: (row) => <span className="kpi-why small">{row.summary}</span>,
      value: (row) => row.summary,
    },
    {
      id: 'kpis',
      header: t('kpi.dashboards.statuses'),
      align: 'right',
      cell: (row) => row.kpi_count,
      value: (row) => row.kpi_count,
    },
    {
      id: 'version',
      header: t('kpi.templates.version'),
      align: 'right',
      hiddenAtFirst: true,
      cell: (row) => row.version,
      value: (row) => row.version,
    },
  ]
}

interface Read {
  readonly file: File
  readonly template: Template | null
}

function FromFile(): ReactNode {
  const t = useT<KpiKey>()
  const [read, setRead] = useState<Read | null>(null)
  const take = (file: File): void => {
    void file.text().then((text) => setRead({ file, template: readTemplateFile(text) }))
  }
  return (
    <section className="section stack">
      <h2>{t('kpi.templates.file')}</h2>
      <FileDrop
        label={t('kpi.templates.file')}
        help={t('kpi.templates.fileHelp')}
        accept={['.json']}
        bytesMax={fileBytesMax}
        file={read?.file ?? null}
        onFile={take}
      />
      {read !== null && read.template === null ? <Notice tone="warning">{t('kpi.templates.fileFault')}</Notice> : null}
      {read === null || read.template === null ? null : (
        <TemplatePreview
          key={`${read.file.name} ${read.file.lastModified} ${read.file.size}`}
          template={read.template}
          path="/templates/dashboards"
          isOwn
        />
      )}
    </section>
  )
}
