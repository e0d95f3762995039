// Bringing values in from a file: drop, see what was understood, fix, check, apply; and what was imported before.
import { Button, Checkbox } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { download } from '#web/api.ts'
import { DataTable, type Column } from '#web/components/data-table.tsx'
import { FileDrop } from '#web/components/file-drop.tsx'
import { JobProgress } from '#web/components/job-progress.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { ErrorState } from '#web/components/states.tsx'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { useMemberNames } from '#web/pages/use-member-names.ts'
import { rowsOf } from '#web/queries.ts'
import { useUrlParam } from '#web/url-param.ts'
import type { ImportJobSummary } from '../import-schemas.ts'
import { ImportFix } from './import-fix.tsx'
import { ImportPreview } from './import-preview.tsx'
import { fileBytesMax, fileKinds, importJobsQuery } from './import-queries.ts'
import type { KpiKey } from './messages-fr.ts'
import { useImport, type ImportRun } from './use-import.ts'
import './messages-imports.ts'
import './kpi.css'
import './import.css'

export function ImportPage(): ReactNode {
  const t = useT<KpiKey>()
  const run = useImport()
  return (
    <>
      <PageHeader title={t('kpi.imports.title')} verdict={t('kpi.imports.verdict')} action={<Ways />} />
      <FileDrop
        label={run.file === null ? t('kpi.imports.drop') : t('kpi.imports.dropOther')}
        help={t('kpi.imports.dropHelp')}
        accept={fileKinds}
        bytesMax={fileBytesMax}
        file={run.file}
        onFile={run.takeFile}
        progress={run.share}
        disabled={run.busy}
      />
      <Underway run={run} />
      {run.file === null || run.busy ? null : (
        <div className="import-steps">
          <ImportFix run={run} />
          <ImportPreview run={run} />
        </div>
      )}
      <Jobs />
    </>
  )
}

function Underway({ run }: { readonly run: ImportRun }): ReactNode {
  const t = useT<KpiKey>()
  if (!run.busy || run.file === null) return null
  const sending = run.share !== null && run.share < 1
  return (
    <div className="import-underway">
      <JobProgress
        label={
          sending
            ? t('kpi.imports.sending', { name: run.file.name })
            : t('kpi.imports.checking', { name: run.file.name })
        }
        status="RUNNING"
        progress={sending ? Math.round((run.share ?? 0) * 100) : (run.job?.progress ?? 0)}
        cancel={run.cancel}
      />
    </div>
  )
}

/** What else there is beside dropping a file. */
function Ways(): ReactNode {
  const t = useT<KpiKey>()
  return (
    <>
      <Link to="/imports/sources">{t('kpi.imports.sources')}</Link>
      <TemplateButton />
    </>
  )
}

function TemplateButton(): ReactNode {
  const t = useT<KpiKey>()
  const onFailure = useProblemToast()
  const save = (): void => {
    download('/imports/kpi-values/template.csv', t('kpi.imports.templateFile')).catch(onFailure)
  }
  return (
    <Button variant="default" onClick={save}>
      {t('kpi.imports.template')}
    </Button>
  )
}

function Jobs(): ReactNode {
  const t = useT<KpiKey>()
  const [rehearsals, setRehearsals] = useUrlParam('rehearsals')
  const jobs = useInfiniteQuery(importJobsQuery(rehearsals === '1'))
  const columns = useColumns()
  const rows = rowsOf(jobs.data)
  return (
    <section className="section">
      <h2>{t('kpi.imports.jobs')}</h2>
      {jobs.isError ? (
        <ErrorState error={jobs.error} retry={() => void jobs.refetch()} />
      ) : (
        <DataTable
          id="kpi-imports"
          urlPrefix="j"
          caption={t('kpi.imports.jobs')}
          columns={columns}
          rows={rows}
          rowKey={(job) => job.id}
          rowHref={(job) => `/imports/${job.id}`}
          loading={jobs.isPending}
          filters={
            <Checkbox
              size="xs"
              label={t('kpi.imports.withChecks')}
              checked={rehearsals === '1'}
              onChange={(event) => setRehearsals(event.currentTarget.checked ? '1' : '')}
            />
          }
          empty={<p className="quiet">{t('kpi.imports.noJobs')}</p>}
          more={{
            available: jobs.hasNextPage,
            loading: jobs.isFetchingNextPage,
            load: () => void jobs.fetchNextPage(),
          }}
        />
      )}
    </section>
  )
}

function useColumns(): readonly Column<ImportJobSummary>[] {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = useMemberNames()
  return [
    {
      id: 'file',
      header: t('kpi.imports.file'),
      cell: (job) => job.file_name ?? t(`kpi.imports.type.${job.type}`),
      value: (job) => job.file_name ?? job.type,
    },
    { id: 'kind', header: t('kpi.imports.kind'), cell: (job) => kindOf(job, t), value: (job) => kindOf(job, t) },
    {
      id: 'status',
      header: t('kpi.field.state'),
      cell: (job) => (
        <span className="nowrap" data-job={job.dry_run ? undefined : job.status}>
          {stateOf(job, t)}
        </span>
      ),
      value: (job) => stateOf(job, t),
    },
    {
      id: 'written',
      header: t('kpi.imports.written'),
      align: 'right',
      cell: (job) => format.number(job.values_written),
      value: (job) => job.values_written,
    },
    {
      id: 'rejected',
      header: t('kpi.imports.rejected'),
      align: 'right',
      cell: (job) => format.number(job.values_rejected),
      value: (job) => job.values_rejected,
    },
    {
      id: 'by',
      header: t('kpi.imports.by'),
      cell: (job) => nameOf(job.created_by),
      value: (job) => nameOf(job.created_by),
    },
    {
      id: 'at',
      header: t('kpi.imports.at'),
      cell: (job) => <span className="nowrap quiet">{format.instant(job.created_at)}</span>,
      value: (job) => job.created_at,
    },
  ]
}

/** A check that found mistakes did its work: it has not failed. */
function stateOf(job: ImportJobSummary, t: ReturnType<typeof useT<KpiKey>>): string {
  if (job.undone_at !== null) return t('kpi.imports.undo.state')
  return job.dry_run && job.status === 'FAILED' ? t('kpi.imports.toFix') : t(`job.${job.status}`)
}

function kindOf(job: ImportJobSummary, t: ReturnType<typeof useT<KpiKey>>): string {
  return job.dry_run ? t('kpi.imports.isCheck') : t('kpi.imports.isImport')
}
