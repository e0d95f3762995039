// Beside a chart: its legend, with the shapes that carry the status, and the same numbers as a table.
import type { ReactNode } from 'react'
import { useFormat, useT } from '../i18n/use-i18n.tsx'
import { chartTable, type ChartSpec, numberColumns } from './chart-spec.ts'
import { StatusShape, type Status } from './status-badge.tsx'

export function ChartLegend({ spec }: { readonly spec: ChartSpec }): ReactNode {
  const t = useT()
  const present = new Set(spec.series.flatMap((series) => series.statuses ?? []))
  const statuses = (['GREEN', 'ORANGE', 'RED'] satisfies Status[]).filter((status) => present.has(status))
  return (
    <ul className="chart-legend plain-list" aria-label={t('chart.legend')}>
      {spec.series.map((series) => (
        <li key={series.id}>
          <span
            className="chart-key"
            data-kind={series.kind}
            data-tone={series.tone ?? 'ink'}
            data-dashed={series.dashed === true}
          />
          {series.name}
        </li>
      ))}
      {spec.notes === undefined ? null : (
        <li>
          <span className="chart-key" data-kind="note" />
          {spec.notes.name}
        </li>
      )}
      {statuses.map((status) => (
        <li key={status}>
          <StatusShape status={status} /> {t(`status.${status}`)}
        </li>
      ))}
    </ul>
  )
}

export function ChartTwin({ spec }: { readonly spec: ChartSpec }): ReactNode {
  const format = useFormat()
  const table = chartTable(spec)
  const columns = numberColumns(spec)
  return (
    <div className="table-scroll chart-twin" role="region" aria-label={spec.title} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{spec.description}</caption>
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              <th key={cell} scope="col" data-align={index === 0 || index > columns.length ? undefined : 'right'}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(([label, ...cells]) => (
            <tr key={String(label)}>
              <th scope="row">{label}</th>
              {cells.map((cell, index) => (
                <td key={index} data-align={index < columns.length ? 'right' : undefined}>
                  {typeof cell !== 'number'
                    ? (cell ?? '–')
                    : columns[index]?.derived === true
                      ? format.derived(cell)
                      : format.number(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
