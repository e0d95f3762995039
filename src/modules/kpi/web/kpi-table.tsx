// The KPIs of a dashboard as a dense table, filtered by status.
import type { ReactNode } from 'react'
import { DataTable, type Column, type DataTableProps } from '#web/components/data-table.tsx'
import { Delta } from '#web/components/delta.tsx'
import { Sparkline } from '#web/components/sparkline.tsx'
import type { Status } from '#web/components/status-badge.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { useUrlParam } from '#web/url-param.ts'
import type { Kpi } from '../schemas.ts'
import { ActionCount } from './action-count.tsx'
import { ChoiceBar } from './choice-bar.tsx'
import { KpiStatus } from './kpi-status.tsx'
import type { KpiKey } from './messages-fr.ts'
import { QuickEntry } from './quick-entry.tsx'
import { changeOf, isInPoints, statusOf } from './readings.ts'
import { usePeriodName } from './use-period-name.ts'

export type KpiTableProps = Pick<DataTableProps<Kpi>, 'rows' | 'loading' | 'more' | 'empty' | 'file'>

const severity: Readonly<Record<Status, number>> = { RED: 0, ORANGE: 1, GREEN: 2, NO_THRESHOLD: 3, NO_DATA: 4 }
const order = ['RED', 'ORANGE', 'GREEN', 'NO_THRESHOLD', 'NO_DATA'] as const satisfies readonly Status[]

export function KpiTable({ rows, ...props }: KpiTableProps): ReactNode {
  const t = useT<KpiKey>()
  const [status] = useUrlParam('status')
  const columns = useColumns()
  const shown = status === '' ? rows : rows.filter((kpi) => statusOf(kpi) === status)
  return (
    <DataTable
      id="kpi-kpis"
      caption={t('kpi.kpis.title')}
      columns={columns}
      rowKey={(kpi) => kpi.id}
      rowHref={(kpi) => `/kpis/${kpi.id}`}
      rowActions={(kpi) => <QuickEntry kpi={kpi} />}
      csv={t('kpi.kpis.file')}
      filters={<StatusFilter rows={rows} />}
      {...props}
      rows={shown}
    />
  )
}

function StatusFilter({ rows }: { readonly rows: readonly Kpi[] }): ReactNode {
  const t = useT<KpiKey>()
  const [status, setStatus] = useUrlParam('status')
  const present = order.filter((one) => one === status || rows.some((kpi) => statusOf(kpi) === one))
  if (present.length < 2 && status === '') return null
  const count = (one: Status): number => rows.filter((kpi) => statusOf(kpi) === one).length
  return (
    <ChoiceBar
      label={t('kpi.kpis.filterStatus')}
      value={status}
      onChange={setStatus}
      choices={[
        { value: '', label: t('kpi.kpis.allStatuses') },
        ...present.map((one) => ({ value: one, label: `${t(`status.${one}`)} ${count(one)}` })),
      ]}
    />
  )
}

function useColumns(): readonly Column<Kpi>[] {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  return [
    {
      id: 'name',
      header: t('kpi.field.kpi'),
      cell: (kpi) => <KpiName kpi={kpi} />,
      value: (kpi) => (kpi.code === null ? kpi.name : `${kpi.name} ${kpi.code}`),
      csv: [
        { header: t('kpi.field.kpi'), value: (kpi) => kpi.name },
        { header: t('kpi.field.code'), value: (kpi) => kpi.code },
      ],
    },
    {
      id: 'value',
      header: t('kpi.field.value'),
      align: 'right',
      cell: (kpi) => <ValueCell kpi={kpi} />,
      value: (kpi) => kpi.latest_value,
      csv: [
        { header: t('kpi.field.value'), value: (kpi) => kpi.latest_value },
        { header: t('kpi.field.unit'), value: (kpi) => kpi.unit },
      ],
    },
    {
      id: 'status',
      header: t('kpi.field.status'),
      cell: (kpi) => <KpiStatus kpi={kpi} />,
      value: (kpi) => severity[statusOf(kpi)] - (isCritical(kpi) ? 0.5 : 0),
      csv: [
        {
          header: t('kpi.field.status'),
          value: (kpi) => t(isCritical(kpi) ? 'status.critical' : `status.${statusOf(kpi)}`),
        },
      ],
    },
    { id: 'course', header: t('kpi.field.course'), cell: (kpi) => <Course kpi={kpi} nameOf={nameOf} /> },
    { id: 'change', header: t('kpi.field.change'), align: 'right', cell: (kpi) => <ChangeCell kpi={kpi} /> },
    {
      id: 'owner',
      header: t('kpi.field.owner'),
      cell: (kpi) => <span className="nowrap">{kpi.owner_name}</span>,
      value: (kpi) => kpi.owner_name,
    },
    {
      id: 'actions',
      header: t('kpi.field.actions'),
      cell: (kpi) => <ActionCount open={kpi.open_actions} late={kpi.late_actions} stacked />,
      value: (kpi) => kpi.late_actions * 1000 + kpi.open_actions,
      csv: [
        { header: t('kpi.kpis.openActions'), value: (kpi) => kpi.open_actions },
        { header: t('kpi.kpis.lateActions'), value: (kpi) => kpi.late_actions },
      ],
    },
    ...hiddenColumns(t, nameOf),
  ]
}

function isCritical(kpi: Kpi): boolean {
  return kpi.latest_critical && kpi.standing === 'CURRENT'
}

/** What the reader may switch on. */
function hiddenColumns(t: ReturnType<typeof useT<KpiKey>>, nameOf: (label: string) => string): readonly Column<Kpi>[] {
  return [
    {
      id: 'period',
      header: t('kpi.field.period'),
      hiddenAtFirst: true,
      cell: (kpi) => (kpi.latest_period_label === null ? '–' : nameOf(kpi.latest_period_label)),
      value: (kpi) => kpi.latest_period_label,
    },
    {
      id: 'frequency',
      header: t('kpi.field.frequency'),
      hiddenAtFirst: true,
      cell: (kpi) => t(`kpi.frequency.${kpi.frequency}`),
      value: (kpi) => t(`kpi.frequency.${kpi.frequency}`),
    },
  ]
}

function KpiName({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const facts = [kpi.code, t(`kpi.frequency.${kpi.frequency}`), kpi.is_active ? null : t('kpi.kpis.inactive')]
  return (
    <span className="kpi-two-lines">
      <span>{kpi.name}</span>
      <span className="kpi-second">{facts.filter((fact) => fact !== null).join(' · ')}</span>
    </span>
  )
}

function ValueCell({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = usePeriodName()
  const missing = kpi.is_active ? kpi.missing_since : null
  return (
    <span className="kpi-two-lines">
      <span>{kpi.latest_value === null ? '–' : format.withUnit(kpi.latest_value, kpi.unit)}</span>
      <span className="kpi-second">
        {kpi.latest_period_label === null ? null : nameOf(kpi.latest_period_label)}
        {missing === null ? null : (
          <span className="kpi-missing" title={t('kpi.kpis.missingSince', { period: nameOf(missing) })}>
            {t('kpi.standing.missing', { count: kpi.missing.length })}
          </span>
        )}
      </span>
    </span>
  )
}

interface CourseProps {
  readonly kpi: Kpi
  readonly nameOf: (label: string) => string
}

function Course({ kpi, nameOf }: CourseProps): ReactNode {
  const t = useT<KpiKey>()
  const first = kpi.recent[0]
  const last = kpi.recent.at(-1)
  if (first === undefined || last === undefined || kpi.recent.length < 2) return <span className="quiet">–</span>
  const label = t('kpi.kpis.course', {
    count: kpi.recent.length,
    from: nameOf(first.period_label),
    to: nameOf(last.period_label),
  })
  return <Sparkline values={kpi.recent.map((point) => point.value)} lastStatus={statusOf(kpi)} label={label} />
}

function ChangeCell({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT()
  const nameOf = usePeriodName()
  const change = changeOf(kpi)
  if (change === null) return <span className="quiet">–</span>
  const delta = (
    <span className="nowrap">
      <Delta
        value={change.value}
        unit={isInPoints(kpi.unit) ? t('delta.points') : kpi.unit}
        goodness={change.goodness}
      />
    </span>
  )
  if (change.of === null) return delta
  return (
    <span className="kpi-two-lines">
      {delta}
      <span className="kpi-second">{nameOf(change.of)}</span>
    </span>
  )
}
