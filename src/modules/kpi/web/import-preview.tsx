// The check of a file before anything is written: how many values are good, what is wrong with the others, the first ones.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ProblemNotice } from '#web/components/problem-notice.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { ApiProblem } from '#web/problem.ts'
import type { ImportJob } from '../import-schemas.ts'
import { delimiterCharacter, firstRows } from './csv-preview.ts'
import { ImportDiff } from './import-diff.tsx'
import { ImportReport } from './import-report.tsx'
import type { KpiKey } from './messages-fr.ts'
import type { ImportRun } from './use-import.ts'
import './messages-imports.ts'

const bytesShown = 65_536
const rowsShown = 5

export function ImportPreview({ run }: { readonly run: ImportRun }): ReactNode {
  const t = useT<KpiKey>()
  const { job, problem, stale } = run
  const lacksPeriods = run.choices.layout === 'matrix' && run.choices.periods.length === 0
  const writable = job === null || problem !== null ? 0 : writableValues(job, run.choices.mode)
  return (
    <section className="import-preview" aria-label={t('kpi.imports.preview')} aria-live="polite">
      <h2>{t('kpi.imports.preview')}</h2>
      {problem === null ? null : <ProblemNotice error={problem} shownPointers={pointersOf(problem)} />}
      {job === null || problem !== null ? null : (
        <>
          <p className="import-verdict">{verdictOf(job, writable, t)}</p>
          {job.preview.some((row) => row.kpi_id !== null) ? (
            <ImportDiff job={job} />
          ) : (
            <FirstRows run={run} job={job} />
          )}
          <ImportReport job={job} />
        </>
      )}
      <div className="row import-acts">
        {stale || problem !== null ? (
          <Button onClick={run.check} disabled={lacksPeriods}>
            {t('kpi.imports.checkAgain')}
          </Button>
        ) : (
          <Button onClick={run.apply} disabled={writable === 0}>
            {t('kpi.imports.apply', { count: writable })}
          </Button>
        )}
        <Button variant="default" onClick={run.forget}>
          {t('kpi.imports.forget')}
        </Button>
      </div>
    </section>
  )
}

/** What applying would write: nothing of a file with a bad value, unless the good ones are wanted alone. */
function writableValues(job: ImportJob, mode: ImportJob['mode']): number {
  return mode === 'all_or_nothing' && job.values_rejected > 0 ? 0 : job.values_new + job.values_changed
}

/** The sentences say it all: where in the request a field stands is nothing to a reader. */
function pointersOf(problem: unknown): readonly string[] {
  return problem instanceof ApiProblem ? problem.errors.map(({ pointer }) => pointer) : []
}

function verdictOf(job: ImportJob, writable: number, t: ReturnType<typeof useT<KpiKey>>): string {
  const good = job.values_total - job.values_rejected
  if (job.values_rejected === 0)
    return t(writable === 0 ? 'kpi.imports.allSame' : 'kpi.imports.allGood', { count: good })
  // One cell, such as an unknown KPI of a matrix, may spoil many values: what is to be done is said first.
  const bad =
    job.errors_total < job.values_rejected
      ? t('kpi.imports.fewCells', { count: job.errors_total, values: String(job.values_rejected) })
      : t('kpi.imports.someBad', { count: job.values_rejected })
  return `${bad} ${writable === 0 ? t('kpi.imports.nothingWritten') : t('kpi.imports.goodOnly', { count: writable })}`
}

/** Where no value can be read: the rows as they are. Of text files only: a workbook is opened by the server alone. */
function FirstRows({ run, job }: { readonly run: ImportRun; readonly job: ImportJob }): ReactNode {
  const t = useT<KpiKey>()
  const { file } = run
  const { encoding, delimiter, header_row, headers } = job.detected
  const canShow = file !== null && encoding !== null && delimiter !== null && header_row !== null
  const start = useQuery({
    queryKey: ['kpi-import-start', file?.name, file?.size, file?.lastModified, encoding],
    queryFn: async () => {
      const bytes = await (file as File).slice(0, bytesShown).arrayBuffer()
      return new TextDecoder(encoding ?? undefined).decode(bytes)
    },
    enabled: canShow,
    gcTime: 0,
  })
  if (!canShow || start.data === undefined) return null
  const options = { delimiter: delimiterCharacter(delimiter), headerRow: header_row, rowCount: rowsShown }
  return (
    // A region that scrolls must take the keyboard.
    <div
      className="table-scroll chart-twin import-rows"
      role="region"
      tabIndex={0}
      aria-label={t('kpi.imports.firstRows')}
    >
      <table>
        <caption className="visually-hidden">{t('kpi.imports.firstRows')}</caption>
        <thead>
          <tr>
            {headers.map((header, index) => (
              <th key={index} scope="col">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {firstRows(start.data, options).map((row, index) => (
            <tr key={index}>
              {headers.map((_, column) => (
                <td key={column}>{row[column] ?? ''}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
