// How punctually values are entered, by person and dashboard; ADMINs set the reminders here.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { DataTable, type Column } from '#web/components/data-table.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { EmptyState, ErrorState } from '#web/components/states.tsx'
import { useIsAdmin } from '#web/frame/use-session.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { useUrlParam } from '#web/url-param.ts'
import type { Lateness } from '../rhythm-schemas.ts'
import { ChoiceBar } from './choice-bar.tsx'
import type { KpiKey } from './messages-fr.ts'
import { ReminderDialog } from './reminder-dialog.tsx'
import { latenessQuery } from './rhythm-queries.ts'
import './kpi.css'

type Row = Lateness['items'][number]

const spans = ['3', '6', '12']

export function LatenessPage(): ReactNode {
  const t = useT<KpiKey>()
  const isAdmin = useIsAdmin()
  const [asked, setPeriods] = useUrlParam('periods', '6')
  const [dialog, setDialog] = useUrlParam('edit')
  const periods = spans.includes(asked) ? asked : '6'
  const lateness = useQuery(latenessQuery(Number(periods)))
  return (
    <>
      <PageHeader
        title={t('kpi.lateness.title')}
        verdict={lateness.isSuccess ? <Verdict lateness={lateness.data} /> : '\u00a0'}
        action={
          isAdmin ? (
            <Button variant="default" onClick={() => setDialog('reminders')}>
              {t('kpi.reminders.edit')}
            </Button>
          ) : undefined
        }
      />
      <div className="row kpi-filters">
        <ChoiceBar
          label={t('kpi.lateness.periods')}
          value={periods}
          onChange={setPeriods}
          choices={spans.map((value) => ({ value, label: t('kpi.lateness.last', { count: Number(value) }) }))}
        />
      </div>
      {lateness.isError ? (
        <ErrorState error={lateness.error} retry={() => void lateness.refetch()} />
      ) : (
        <LatenessTable rows={lateness.data?.items ?? []} loading={lateness.isPending} />
      )}
      {isAdmin ? <ReminderDialog opened={dialog === 'reminders'} close={() => setDialog('')} /> : null}
    </>
  )
}

function Verdict({ lateness }: { readonly lateness: Lateness }): ReactNode {
  const t = useT<KpiKey>()
  const sum = (count: (row: Row) => number): number => lateness.items.reduce((total, row) => total + count(row), 0)
  if (lateness.items.length === 0) return t('kpi.lateness.none')
  return [
    t('kpi.lateness.verdict', { late: sum((row) => row.late), entered: sum((row) => row.entered) }),
    t('kpi.lateness.verdictMissing', { count: sum((row) => row.missing) }),
    t('kpi.lateness.grace', { count: lateness.grace_days }),
  ].join(' ')
}

interface LatenessTableProps {
  readonly rows: readonly Row[]
  readonly loading: boolean
}

function LatenessTable({ rows, loading }: LatenessTableProps): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const count = (id: 'entered' | 'late' | 'missing'): Column<Row> => ({
    id,
    header: t(`kpi.lateness.${id}`),
    align: 'right',
    value: (row) => row[id],
    cell: (row) => format.number(row[id]),
  })
  const columns: readonly Column<Row>[] = [
    {
      id: 'owner',
      header: t('kpi.lateness.person'),
      value: (row) => row.owner_name,
      cell: (row) => row.owner_name,
    },
    {
      id: 'dashboard',
      header: t('kpi.lateness.dashboard'),
      value: (row) => row.dashboard_title,
      cell: (row) => <Link to={`/dashboards/${row.dashboard_id}`}>{row.dashboard_title}</Link>,
    },
    count('entered'),
    count('late'),
    {
      id: 'share',
      header: t('kpi.lateness.share'),
      align: 'right',
      value: (row) => row.late_share ?? -1,
      cell: (row) => (row.late_share === null ? '–' : format.share(row.late_share)),
    },
    count('missing'),
  ]
  return (
    <DataTable
      id="lateness"
      caption={t('kpi.lateness.title')}
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.dashboard_id} ${row.owner_id}`}
      loading={loading}
      csv="ponctualite.csv"
      empty={<EmptyState title={t('kpi.lateness.none')} text={t('kpi.lateness.noneText')} />}
    />
  )
}
