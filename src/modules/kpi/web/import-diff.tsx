// What an import would change: each value of the file beside the stored one, with both verdicts.
import type { ReactNode } from 'react'
import { StatusBadge } from '#web/components/status-badge.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { ImportJob, PreviewRow } from '../import-schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { usePeriodName } from './use-period-name.ts'
import './messages-imports.ts'

export function ImportDiff({ job }: { readonly job: ImportJob }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const title = t('kpi.imports.diff.title')
  const isCut = job.preview.length < job.values_total
  return (
    <div>
      {/* A region that scrolls must take the keyboard. */}
      <div className="table-scroll chart-twin import-diff" role="region" tabIndex={0} aria-label={title}>
        <table>
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col" data-align="right">
                {t('kpi.imports.row')}
              </th>
              <th scope="col">{t('kpi.imports.diff.kpi')}</th>
              <th scope="col">{t('kpi.imports.role.period')}</th>
              <th scope="col" data-align="right">
                {t('kpi.imports.diff.old')}
              </th>
              <th scope="col" data-align="right">
                {t('kpi.imports.diff.new')}
              </th>
              <th scope="col">{t('kpi.imports.diff.status')}</th>
              <th scope="col">{t('kpi.imports.diff.outcome')}</th>
            </tr>
          </thead>
          <tbody>
            {job.preview.map((row, index) => (
              <DiffRow key={index} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {isCut ? (
        <p className="quiet small">{t('kpi.imports.diff.first', { count: format.number(job.preview.length) })}</p>
      ) : null}
    </div>
  )
}

function DiffRow({ row }: { readonly row: PreviewRow }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const periodName = usePeriodName()
  const number = (value: number | null): string => (value === null ? '–' : format.withUnit(value, row.unit))
  return (
    <tr data-outcome={row.outcome}>
      <td data-align="right" className="quiet">
        {format.number(row.row)}
      </td>
      <td className="import-diff-kpi">{row.kpi ?? '–'}</td>
      <td className="nowrap">{row.period === null ? '–' : periodName(row.period)}</td>
      <td data-align="right" className="nowrap">
        {number(row.old)}
      </td>
      <td data-align="right" className="nowrap">
        {number(row.new)}
      </td>
      <td className="nowrap">{row.new === null || isUnread(row) ? '–' : <Verdicts row={row} />}</td>
      <td className="nowrap">
        {t(`kpi.imports.diff.outcome.${row.outcome}`)}
        {row.comment_changed && row.outcome === 'CHANGED' && row.old === row.new
          ? ` (${t('kpi.imports.diff.comment')})`
          : ''}
      </td>
    </tr>
  )
}

/** Nothing judges a value that could not be read as a whole. */
function isUnread(row: PreviewRow): boolean {
  return row.outcome === 'REFUSED' && row.status_new === null
}

/** One badge where the verdict stays; both, with an arrow that is read, where it changes. */
function Verdicts({ row }: { readonly row: PreviewRow }): ReactNode {
  const t = useT<KpiKey>()
  const now = <StatusBadge status={row.status_new ?? 'NO_THRESHOLD'} />
  if (row.old === null || row.status_old === row.status_new) return now
  return (
    <>
      <StatusBadge status={row.status_old ?? 'NO_THRESHOLD'} compact /> <span aria-hidden="true">→</span>
      <span className="visually-hidden"> {t('kpi.imports.diff.becomes')} </span> {now}
    </>
  )
}
