// The actions I answer for, or everybody's: what is late first.
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { PageHeader } from '#web/components/page-header.tsx'
import { EmptyState, ErrorState, LinesSkeleton } from '#web/components/states.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { rowsOf } from '#web/queries.ts'
import { useUrlParam } from '#web/url-param.ts'
import type { Action } from '../schemas.ts'
import { ActionBoard } from './action-board.tsx'
import { ActionDialog } from './action-dialog.tsx'
import { ActionItem } from './action-item.tsx'
import { actionStatuses } from './action-rules.ts'
import { ChoiceBar } from './choice-bar.tsx'
import { useWithoutDeleted } from './deletions.ts'
import type { KpiKey } from './messages-fr.ts'
import { allActionsQuery } from './queries.ts'
import './kpi.css'

export function MyActionsPage(): ReactNode {
  const t = useT<KpiKey>()
  const [whose] = useUrlParam('whose', 'mine')
  const [state] = useUrlParam('state')
  const [view] = useUrlParam('view', 'list')
  const [edited, setEdited] = useState<Action | null>(null)
  const isStatus = actionStatuses.some((status) => status === state)
  const actions = useInfiniteQuery(
    allActionsQuery({ mine: whose === 'mine', late: state === 'late', status: isStatus ? state : '' }),
  )
  const rows = useWithoutDeleted(rowsOf(actions.data))
  return (
    <>
      <PageHeader title={t('kpi.actions.pageTitle')} verdict={actions.isSuccess ? verdictOf(rows, t) : '\u00a0'} />
      <ActionFilters />
      {actions.isPending ? <LinesSkeleton lines={8} /> : null}
      {actions.isError ? <ErrorState error={actions.error} retry={() => void actions.refetch()} /> : null}
      {actions.isSuccess && rows.length === 0 ? (
        <EmptyState title={t('kpi.actions.noneTitle')} text={t('kpi.actions.noneText')} />
      ) : null}
      {view === 'board' ? (
        <ActionBoard actions={rows} />
      ) : (
        <ul className="plain-list lined">
          {rows.map((action) => (
            <ActionItem key={action.id} action={action} edit={() => setEdited(action)} withKpi />
          ))}
        </ul>
      )}
      {actions.hasNextPage ? (
        <Button variant="default" loading={actions.isFetchingNextPage} onClick={() => void actions.fetchNextPage()}>
          {t('table.more')}
        </Button>
      ) : null}
      {edited === null ? null : (
        <ActionDialog
          opened
          close={() => setEdited(null)}
          kpi={{ id: edited.kpi_id, dashboard_id: edited.dashboard_id }}
          action={edited}
        />
      )}
    </>
  )
}

/** Whose actions, in which state, shown how: all in the address. */
function ActionFilters(): ReactNode {
  const t = useT<KpiKey>()
  const [whose, setWhose] = useUrlParam('whose', 'mine')
  const [state, setState] = useUrlParam('state')
  const [view, setView] = useUrlParam('view', 'list')
  return (
    <div className="row kpi-filters">
      <ChoiceBar
        label={t('kpi.actions.whose')}
        value={whose}
        onChange={setWhose}
        choices={[
          { value: 'mine', label: t('kpi.actions.mine') },
          { value: 'all', label: t('kpi.actions.everybodys') },
        ]}
      />
      <ChoiceBar
        label={t('kpi.field.state')}
        value={state}
        onChange={setState}
        choices={[
          { value: '', label: t('kpi.actions.allStates') },
          { value: 'late', label: t('kpi.actions.lateOnly') },
          ...actionStatuses.map((value) => ({ value, label: t(`kpi.actionStatus.${value}`) })),
        ]}
      />
      <ChoiceBar
        label={t('kpi.actions.view')}
        value={view}
        onChange={setView}
        choices={[
          { value: 'list', label: t('kpi.actions.asList') },
          { value: 'board', label: t('kpi.actions.asBoard') },
        ]}
      />
    </div>
  )
}

function verdictOf(rows: readonly Action[], t: ReturnType<typeof useT<KpiKey>>): string {
  const open = rows.filter((action) => action.status === 'OPEN' || action.status === 'IN_PROGRESS').length
  const late = rows.filter((action) => action.is_late).length
  return `${t('kpi.actions.verdictOpen', { count: open })} ${t('kpi.actions.verdictLate', { count: late })}`
}
