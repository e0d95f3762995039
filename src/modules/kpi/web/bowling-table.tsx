// The bowling chart itself: one row per KPI, target over actual in each month. For pages and for screens.
import { Link } from '@tanstack/react-router'
import { useRef, type ReactNode } from 'react'
import { useOverflow } from '#web/components/data-table-hooks.ts'
import { Sparkline } from '#web/components/sparkline.tsx'
import { StatusBadge, StatusShape } from '#web/components/status-badge.tsx'
import type { Format } from '#web/i18n/format.ts'
import { useFormat, useI18n, useT } from '#web/i18n/use-i18n.tsx'
import type { Bowling, BowlingCell, BowlingRow } from '../boards-schemas.ts'
import { isUnsettled } from './bowling-csv.ts'
import { decimalsOf, widthOf } from './bowling-reading.ts'
import type { KpiKey } from './messages-fr.ts'
import { fiscalYearName, monthHead, monthName } from './month-steps.ts'
import './boards.css'

export interface BowlingTableProps {
  readonly chart: Bowling
  /** Some of the rows, where not all of them fit. */
  readonly rows?: readonly BowlingRow[]
  /** On a wall nothing can be followed. */
  readonly linked?: boolean
}

export function BowlingTable({ chart, rows = chart.rows, linked = true }: BowlingTableProps): ReactNode {
  const t = useT<KpiKey>()
  const place = useRef<HTMLDivElement>(null)
  const overflows = useOverflow(place)
  const caption = t('kpi.bowling.caption', { year: fiscalYearName(chart.year_start, chart.year_end) })
  return (
    <div
      ref={place}
      className="bowling-scroll"
      data-overflows={overflows}
      {...(overflows ? { role: 'region', tabIndex: 0, 'aria-label': caption } : {})}
    >
      <table className="bowling" data-width={widthOf(rows)}>
        <caption className="visually-hidden">{caption}</caption>
        <BowlingHead chart={chart} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.kpi_id}>
              <RowHead row={row} linked={linked} />
              <td className="bowling-course">
                <Sparkline values={row.course} label={t('kpi.bowling.courseOf', { name: row.name })} width={64} />
              </td>
              {row.cells.map((cell) => (
                <CellView key={cell.month} row={row} cell={cell} isOpen={chart.today.startsWith(cell.month)} />
              ))}
              <TotalView row={row} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function BowlingHead({ chart }: { readonly chart: Bowling }): ReactNode {
  const t = useT<KpiKey>()
  const { language } = useI18n()
  return (
    <thead>
      <tr>
        <th scope="col">{t('kpi.field.name')}</th>
        <th scope="col" className="bowling-course">
          {t('kpi.bowling.course')}
        </th>
        {chart.months.map((month) => (
          <th key={month} scope="col" data-now={chart.today.startsWith(month)}>
            <span aria-hidden="true">{monthHead(month, language)}</span>
            <span className="visually-hidden">{monthName(month, language)}</span>
          </th>
        ))}
        <th scope="col">{t('kpi.bowling.ytd')}</th>
      </tr>
    </thead>
  )
}

function RowHead({ row, linked }: { readonly row: BowlingRow; readonly linked: boolean }): ReactNode {
  const t = useT<KpiKey>()
  const facts = [row.unit, t(`kpi.frequency.${row.frequency}`)].filter((fact) => fact !== null && fact !== '')
  return (
    <th scope="row">
      {linked ? (
        <Link to={`/kpis/${row.kpi_id}`} className="bowling-name">
          {row.name}
        </Link>
      ) : (
        <span className="bowling-name">{row.name}</span>
      )}
      <span className="bowling-facts">{facts.join(' · ')}</span>
    </th>
  )
}

/** The number in full where the table leaves its cents out; else nothing. */
function exactOf(value: number | null, row: BowlingRow, format: Format): string {
  return value === null || Number.isInteger(value) || decimalsOf(row) > 0 ? '' : format.withUnit(value, row.unit)
}

interface CellProps {
  readonly row: BowlingRow
  readonly cell: BowlingCell
  readonly isOpen: boolean
}

function CellView({ row, cell, isOpen }: CellProps): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const decimals = decimalsOf(row)
  const said =
    cell.missing > 0
      ? t('kpi.bowling.provisionalMissing', { count: cell.missing })
      : cell.provisional
        ? t('kpi.bowling.provisional')
        : ''
  const tip = [exactOf(cell.value, row, format), said].filter((one) => one !== '').join(', ')
  return (
    <td data-status={cell.status ?? cell.state} data-now={isOpen} title={tip === '' ? undefined : tip}>
      <span className="bowling-target">
        {cell.target === null ? null : (
          <>
            <span className="visually-hidden">{t('kpi.bowling.target')} </span>
            {format.number(cell.target, { decimals })}
          </>
        )}
      </span>
      <span className="bowling-actual">
        <Actual cell={cell} decimals={decimals} />
        {cell.provisional ? (
          <>
            <span aria-hidden="true">~</span>
            <span className="visually-hidden">, {said}</span>
          </>
        ) : null}
      </span>
    </td>
  )
}

function Actual({ cell, decimals }: { readonly cell: BowlingCell; readonly decimals: number }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  if (cell.value !== null) {
    return (
      <>
        <StatusBadge status={cell.status ?? 'NO_THRESHOLD'} critical={cell.critical} compact />
        <span>{format.number(cell.value, { decimals })}</span>
      </>
    )
  }
  if (cell.state === 'MISSING') {
    return (
      <>
        <StatusShape status="NO_DATA" />
        <span className="bowling-missing">{t('kpi.bowling.missing')}</span>
      </>
    )
  }
  return cell.state === 'NO_PERIOD' ? <span className="bowling-missing">·</span> : null
}

function TotalView({ row }: { readonly row: BowlingRow }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const { ytd, totals } = row
  const decimals = decimalsOf(row)
  const { actual, target, goodness } = ytd
  const said = [
    ...(goodness === null ? [] : [t(`kpi.bowling.ytd${goodness}`)]),
    ...(ytd.provisional ? [t('kpi.bowling.ytdOpen')] : []),
    ...(ytd.actual_missing > 0 ? [t('kpi.bowling.ytdMissing', { count: ytd.actual_missing })] : []),
    ...(totals === 'FORMULA' && actual !== null ? [t('kpi.bowling.ytdFormula')] : []),
  ].join(', ')
  const tip = [exactOf(actual, row, format), said].filter((one) => one !== '').join(', ')
  return (
    <td className="bowling-ytd" data-goodness={goodness ?? 'NONE'} title={tip === '' ? undefined : tip}>
      <span className="bowling-target">
        <span className="visually-hidden">{t('kpi.bowling.target')} </span>
        {target === null ? (actual === null ? null : '—') : format.number(target, { decimals })}
      </span>
      <span className="bowling-actual">
        {actual === null ? null : format.number(actual, { decimals })}
        {isUnsettled(ytd) ? <span aria-hidden="true">~</span> : null}
        {said === '' ? null : <span className="visually-hidden">, {said}</span>}
      </span>
    </td>
  )
}
