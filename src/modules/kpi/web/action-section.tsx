// What is done about a KPI: its action plans, the late ones first.
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { EmptyState, ErrorState, LinesSkeleton } from '#web/components/states.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { rowsOf } from '#web/queries.ts'
import type { Action, Kpi } from '../schemas.ts'
import { ActionDialog } from './action-dialog.tsx'
import { ActionItem } from './action-item.tsx'
import { inOrder } from './action-rules.ts'
import { useWithoutDeleted } from './deletions.ts'
import type { KpiKey } from './messages-fr.ts'
import { actionsQuery } from './queries.ts'

export function ActionSection({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const actions = useInfiniteQuery(actionsQuery(kpi.id))
  const rows = useWithoutDeleted(rowsOf(actions.data))
  const [edited, setEdited] = useState<Action | 'new' | null>(null)
  const add = kpi.can_answer ? (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconPlus size={14} stroke={1.5} />}
      onClick={() => setEdited('new')}
    >
      {t('kpi.actions.create')}
    </Button>
  ) : null
  const isEmpty = actions.isSuccess && rows.length === 0
  return (
    <section className="section">
      <div className="section-head">
        <h2>{t('kpi.actions.title')}</h2>
        {isEmpty ? null : add}
      </div>
      {actions.isPending ? <LinesSkeleton lines={3} /> : null}
      {actions.isError ? <ErrorState error={actions.error} retry={() => void actions.refetch()} /> : null}
      {isEmpty ? (
        <EmptyState title={t('kpi.actions.emptyTitle')} text={t('kpi.actions.emptyText')} action={add} />
      ) : null}
      <ul className="plain-list lined">
        {inOrder(rows).map((action) => (
          <ActionItem key={action.id} action={action} edit={() => setEdited(action)} />
        ))}
      </ul>
      {actions.hasNextPage ? (
        <Button variant="default" loading={actions.isFetchingNextPage} onClick={() => void actions.fetchNextPage()}>
          {t('table.more')}
        </Button>
      ) : null}
      <ActionDialog
        opened={edited !== null}
        close={() => setEdited(null)}
        kpi={kpi}
        {...(edited === null || edited === 'new' ? {} : { action: edited })}
      />
    </section>
  )
}
