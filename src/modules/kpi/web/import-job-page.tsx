// One import, running or over: its progress, its counts, what was wrong.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { JobProgress } from '#web/components/job-progress.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { Notice } from '#web/components/problem-notice.tsx'
import { ErrorState, PageSkeleton } from '#web/components/states.tsx'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { useMemberNames } from '#web/pages/use-member-names.ts'
import { useRouteParam } from '#web/url-param.ts'
import type { ImportJob } from '../import-schemas.ts'
import { cancelImport, importJobQuery } from './import-queries.ts'
import { ImportDiff } from './import-diff.tsx'
import { ImportReport } from './import-report.tsx'
import { ImportUndo, useFreshImportToast } from './import-undo.tsx'
import type { KpiKey } from './messages-fr.ts'
import './messages-imports.ts'
import './kpi.css'
import './import.css'

export function ImportJobPage(): ReactNode {
  const t = useT<KpiKey>()
  const id = useRouteParam('jobId')
  const job = useQuery(importJobQuery(id))
  const above = [{ label: t('kpi.imports.title'), to: '/imports' }]
  if (job.isPending) return <PageSkeleton />
  if (job.isError) {
    return (
      <>
        <PageHeader title={t('kpi.imports.one')} above={above} />
        <ErrorState error={job.error} retry={() => void job.refetch()} />
      </>
    )
  }
  return <LoadedJob job={job.data} />
}

function LoadedJob({ job }: { readonly job: ImportJob }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = useMemberNames()
  useFreshImportToast(job)
  const details = `${nameOf(job.created_by)} · ${format.instant(job.created_at)}`
  return (
    <>
      <PageHeader
        title={job.file_name ?? t(`kpi.imports.type.${job.type}`)}
        above={[{ label: t('kpi.imports.title'), to: '/imports' }]}
        verdict={verdictOf(job, t)}
      />
      <div className="stack">
        <State job={job} details={details} />
        {job.source_id === null ? null : (
          <p>
            <Link to={`/imports/sources/${job.source_id}`}>{t('kpi.imports.fromSource')}</Link>
          </p>
        )}
        <ImportUndo job={job} />
        {job.preview.some((row) => row.kpi_id !== null) ? <ImportDiff job={job} /> : null}
        <ImportReport job={job} />
        {job.status === 'SUCCESS' && !job.dry_run && job.undone_at === null ? (
          <p>
            <Link to="/dashboards">{t('kpi.imports.seeDashboards')}</Link>
          </p>
        ) : null}
      </div>
    </>
  )
}

/** How far it is, or what became of it. One that was undone is told by its undo. */
function State({ job, details }: { readonly job: ImportJob; readonly details: string }): ReactNode {
  const t = useT<KpiKey>()
  const onFailure = useProblemToast()
  if (job.undone_at !== null) {
    return (
      <p className="quiet small">
        {t('kpi.imports.isImport')} · {details}
      </p>
    )
  }
  if (job.dry_run && job.error_code === 'ROWS_REJECTED') {
    return (
      <Notice tone="warning" title={`${t('kpi.imports.isCheck')} · ${t('kpi.imports.toFix')}`}>
        <p lang="fr">{job.error_message}</p>
        <p className="quiet small">{details}</p>
      </Notice>
    )
  }
  return (
    <JobProgress
      label={job.dry_run ? t('kpi.imports.isCheck') : t('kpi.imports.isImport')}
      status={job.status}
      progress={job.progress}
      errorMessage={job.error_message}
      details={details}
      cancel={() => {
        cancelImport(job.id).catch(onFailure)
      }}
    />
  )
}

function verdictOf(job: ImportJob, t: ReturnType<typeof useT<KpiKey>>): string {
  if (job.status === 'PENDING' || job.status === 'RUNNING') return t('kpi.imports.underway')
  if (job.status === 'FAILED') return t('kpi.imports.failed')
  if (job.undone_at !== null) return t('kpi.imports.undo.done')
  if (job.dry_run) return t('kpi.imports.allGood', { count: job.values_total - job.values_rejected })
  return t('kpi.imports.done', { count: job.values_written })
}
