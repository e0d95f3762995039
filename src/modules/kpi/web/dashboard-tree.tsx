// The list of dashboards under the headings of their groups; search, sort and export as in any table.
import { Menu } from '@mantine/core'
import type { ReactNode } from 'react'
import { DataTable, type Column, type DataTableProps, type OutlineEntry } from '#web/components/data-table.tsx'
import { DotsMenu } from '#web/components/dots-menu.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { useUrlParam } from '#web/url-param.ts'
import type { Dashboard } from '../schemas.ts'
import type { TreeNode } from '../structure-schemas.ts'
import { ActionCount } from './action-count.tsx'
import { outlineOf } from './dashboard-outline.ts'
import { GroupHeading } from './group-heading.tsx'
import type { KpiKey } from './messages-fr.ts'
import { ProcessFilter } from './process-filter.tsx'
import { RolledUp } from './rolled-up.tsx'
import { ShareCell } from './share-cell.tsx'
import { useFolded } from './use-folded.ts'

export interface DashboardTreeProps extends Pick<DataTableProps<Dashboard>, 'rows' | 'loading' | 'empty' | 'more'> {
  readonly nodes: readonly TreeNode[]
  /** Only some dashboards are asked for: groups without any of them are not shown. */
  readonly filtered: boolean
}

export function DashboardTree({ nodes, filtered, ...list }: DashboardTreeProps): ReactNode {
  const t = useT<KpiKey>()
  const [, setAct] = useUrlParam('act')
  const [folded, fold] = useFolded()
  const columns = useColumns()
  const outline = (rows: readonly Dashboard[], searching: boolean): readonly OutlineEntry<Dashboard>[] =>
    outlineOf({ rows, nodes, folded, searching: searching || filtered }).map((line) => {
      if (line.kind === 'dashboard') return { kind: 'row', row: line.row, level: line.level }
      if (line.kind === 'rest') {
        const content = <span className="kpi-group-rest">{t('kpi.groups.none')}</span>
        return { kind: 'heading', key: 'rest', level: 0, content }
      }
      const { node } = line
      const brothers = nodes.filter((one) => one.kind === 'GROUP' && one.parent_id === node.parent_id)
      const content = (
        <GroupHeading
          node={node}
          folded={line.folded}
          rank={brothers.indexOf(node)}
          brotherCount={brothers.length}
          fold={(next) => fold(node.id, next)}
          open={setAct}
        />
      )
      return { kind: 'heading', key: node.id, level: line.level, content }
    })
  return (
    <DataTable
      {...list}
      id="kpi-dashboards"
      caption={t('kpi.dashboards.title')}
      columns={columns}
      rowKey={(row) => row.id}
      rowHref={(row) => `/dashboards/${row.id}`}
      rowActions={(row) => <RowMenu dashboard={row} open={setAct} />}
      csv={t('kpi.dashboards.file')}
      file={{ path: '/dashboards' }}
      filters={<ProcessFilter />}
      outline={outline}
    />
  )
}

interface RowMenuProps {
  readonly dashboard: Dashboard
  readonly open: (act: string) => void
}

function RowMenu({ dashboard, open }: RowMenuProps): ReactNode {
  const t = useT<KpiKey>()
  const label = t('kpi.dashboards.rowMenu', { title: dashboard.title })
  return (
    <DotsMenu label={label}>
      {dashboard.can_edit ? (
        <Menu.Item onClick={() => open(`move-${dashboard.id}`)}>{t('kpi.move.act')}</Menu.Item>
      ) : null}
      <Menu.Item onClick={() => open(`copy-${dashboard.id}`)}>{t('kpi.copy.act')}</Menu.Item>
    </DotsMenu>
  )
}

const severity = { RED: 0, ORANGE: 1, GREEN: 2, NO_THRESHOLD: 3, NO_DATA: 4 } as const

function useColumns(): readonly Column<Dashboard>[] {
  const t = useT<KpiKey>()
  const format = useFormat()
  return [
    { id: 'title', header: t('kpi.dashboards.column.title'), cell: (row) => row.title, value: (row) => row.title },
    {
      id: 'process',
      header: t('kpi.dashboards.process'),
      width: '130px',
      cell: (row) => row.process_name ?? <span className="quiet">–</span>,
      value: (row) => row.process_name,
    },
    {
      id: 'status',
      header: t('kpi.field.status'),
      width: '270px',
      cell: (row) => <RolledUp of={row} />,
      value: (row) => severity[row.status ?? 'NO_DATA'],
      csv: [{ header: t('kpi.field.status'), value: (row) => row.status_explanation }],
    },
    {
      id: 'statuses',
      header: t('kpi.dashboards.statuses'),
      width: '220px',
      cell: (row) => <ShareCell counts={row} />,
      // Worst first when sorted downwards: reds weigh more than any number of oranges.
      value: (row) => row.red * 1000 + row.orange,
    },
    { id: 'owner', header: t('kpi.field.owner'), cell: (row) => row.owner_name, value: (row) => row.owner_name },
    {
      id: 'actions',
      header: t('kpi.field.actions'),
      cell: (row) => <ActionCount open={row.open_actions} late={row.late_actions} />,
      value: (row) => row.late_actions * 1000 + row.open_actions,
    },
    {
      id: 'visibility',
      header: t('kpi.field.visibility'),
      hiddenAtFirst: true,
      cell: (row) => (row.visibility === 'TEAM' ? (row.team_name ?? '–') : t(`kpi.visibility.${row.visibility}`)),
      value: (row) => t(`kpi.visibility.${row.visibility}`),
    },
    {
      id: 'updated',
      header: t('kpi.field.updated'),
      hiddenAtFirst: true,
      cell: (row) => <span className="nowrap">{format.instant(row.updated_at)}</span>,
      value: (row) => row.updated_at,
    },
  ]
}
