// What an import says of its values: counts, errors by row, and every silent help.
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { download } from '#web/api.ts'
import { DataTable, type Column } from '#web/components/data-table.tsx'
import { Figure, FigureRow } from '#web/components/figure.tsx'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { ImportJob } from '../import-schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-imports.ts'

type RowError = ImportJob['errors'][number]

export function ImportReport({ job }: { readonly job: ImportJob }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const good = job.values_total - job.values_rejected
  const aside = good - job.values_new - job.values_changed - job.values_unchanged
  return (
    <div className="stack">
      <FigureRow>
        <Figure label={t('kpi.imports.total')} value={format.number(job.values_total)} />
        {job.dry_run ? null : <Figure label={t('kpi.imports.valid')} value={format.number(good)} />}
        <Figure label={t('kpi.imports.rejected')} value={format.number(job.values_rejected)} />
        {job.dry_run && good > 0 ? <Changes job={job} /> : null}
        {job.dry_run || job.values_unchanged === 0 ? null : (
          <Figure label={t('kpi.imports.unchanged')} value={format.number(job.values_unchanged)} />
        )}
        {aside <= 0 || job.status === 'FAILED' ? null : (
          <Figure label={t('kpi.imports.skipped')} value={format.number(aside)} />
        )}
        {job.rows_blank === 0 ? null : <Figure label={t('kpi.imports.blank')} value={format.number(job.rows_blank)} />}
        {job.dry_run || job.undone_at !== null ? null : (
          <Figure label={t('kpi.imports.written')} value={format.number(job.values_written)} />
        )}
      </FigureRow>
      {job.errors.length === 0 ? null : <Errors job={job} />}
      {job.notes.length === 0 ? null : <Notes job={job} />}
    </div>
  )
}

/** What a rehearsal promises. */
function Changes({ job }: { readonly job: ImportJob }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  return (
    <>
      <Figure label={t('kpi.imports.new')} value={format.number(job.values_new)} />
      <Figure label={t('kpi.imports.changed')} value={format.number(job.values_changed)} />
      <Figure label={t('kpi.imports.unchanged')} value={format.number(job.values_unchanged)} />
    </>
  )
}

function Errors({ job }: { readonly job: ImportJob }): ReactNode {
  const t = useT<KpiKey>()
  const onFailure = useProblemToast()
  const save = (): void => {
    download(`/imports/jobs/${job.id}/errors.csv`, t('kpi.imports.errorsFile')).catch(onFailure)
  }
  return (
    <section>
      <div className="section-head">
        <h3>{t('kpi.imports.errors', { count: job.errors_total })}</h3>
        <Button variant="default" size="xs" onClick={save}>
          {t('kpi.imports.errorsDownload')}
        </Button>
      </div>
      {job.errors_total > job.errors.length ? (
        <p className="quiet small">{t('kpi.imports.firstErrors', { count: job.errors.length })}</p>
      ) : null}
      <DataTable
        id="kpi-import-errors"
        urlPrefix="e"
        caption={t('kpi.imports.errors', { count: job.errors_total })}
        columns={useErrorColumns()}
        rows={job.errors.map((error, index) => ({ ...error, key: String(index) }))}
        rowKey={(error) => error.key}
        searchable={job.errors.length > 10}
      />
    </section>
  )
}

function useErrorColumns(): readonly Column<RowError & { readonly key: string }>[] {
  const t = useT<KpiKey>()
  const format = useFormat()
  return [
    {
      id: 'row',
      header: t('kpi.imports.row'),
      cell: (error) => t('kpi.imports.rowNumber', { row: format.number(error.row) }),
      value: (error) => error.row,
    },
    {
      id: 'column',
      header: t('kpi.imports.column'),
      cell: (error) => <span className="nowrap">{error.column}</span>,
      value: (error) => error.column,
    },
    {
      id: 'raw',
      header: t('kpi.imports.raw'),
      cell: (error) => (error.raw === '' ? <span className="quiet">–</span> : <code>{error.raw}</code>),
      value: (error) => error.raw,
    },
    {
      id: 'message',
      header: t('kpi.imports.message'),
      cell: (error) => <span lang="fr">{error.message}</span>,
      value: (error) => error.message,
    },
  ]
}

function Notes({ job }: { readonly job: ImportJob }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  return (
    <details className="import-notes">
      <summary>{t('kpi.imports.notes', { count: job.notes_total })}</summary>
      <ul className="notice-list">
        {job.notes.map((note, index) => (
          <li key={index}>
            {t('kpi.imports.rowNumber', { row: format.number(note.row) })}, {note.column}
            {' : '}
            <span lang="fr">{note.message}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
