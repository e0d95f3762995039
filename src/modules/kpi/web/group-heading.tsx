// The line of a group in the list of dashboards: fold, name, status with its reason, and what an ADMIN may do.
import { Menu } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { patch } from '#web/api.ts'
import { DotsMenu } from '#web/components/dots-menu.tsx'
import { StatusBadge } from '#web/components/status-badge.tsx'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useIsAdmin } from '#web/frame/use-session.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { groupDepthMax } from '../rules/group-tree.ts'
import type { TreeNode } from '../structure-schemas.ts'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'

export interface GroupHeadingProps {
  readonly node: TreeNode
  readonly folded: boolean
  /** Rank among its brothers, and how many they are. */
  readonly rank: number
  readonly brotherCount: number
  readonly fold: (folded: boolean) => void
  readonly open: (act: string) => void
}

export function GroupHeading(props: GroupHeadingProps): ReactNode {
  const { node, folded, fold } = props
  const t = useT<KpiKey>()
  const isAdmin = useIsAdmin()
  const isEmpty = node.kpi_count === 0 && node.dashboard_count === 0
  return (
    <div className="kpi-group">
      <button
        type="button"
        className="kpi-group-name"
        aria-expanded={!folded}
        aria-label={t(folded ? 'kpi.groups.unfold' : 'kpi.groups.fold', { name: node.name })}
        onClick={() => fold(!folded)}
      >
        <IconChevronRight size={15} stroke={1.5} aria-hidden="true" />
        {node.name}
      </button>
      {node.status === null ? null : <StatusBadge status={node.status} />}
      <span className="kpi-group-why quiet small">
        {isEmpty && isAdmin ? t('kpi.groups.emptyOne') : node.explanation}
      </span>
      {isAdmin ? <GroupMenu {...props} /> : null}
    </div>
  )
}

function GroupMenu({ node, rank, brotherCount, open }: GroupHeadingProps): ReactNode {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const moveTo = async (position: number): Promise<void> => {
    await patch(`/groups/${node.id}`, { position })
    await refresh(queryClient, 'group')
  }
  const label = t('kpi.groups.menuOf', { name: node.name })
  return (
    <DotsMenu label={label}>
      <Menu.Item onClick={() => open(`edit-${node.id}`)}>{t('kpi.groups.edit')}</Menu.Item>
      {node.depth < groupDepthMax ? (
        <Menu.Item onClick={() => open(`in-${node.id}`)}>{t('kpi.groups.createIn')}</Menu.Item>
      ) : null}
      <Menu.Item disabled={rank === 0} onClick={() => void moveTo(rank - 1).catch(onFailure)}>
        {t('kpi.groups.up')}
      </Menu.Item>
      <Menu.Item disabled={rank >= brotherCount - 1} onClick={() => void moveTo(rank + 1).catch(onFailure)}>
        {t('kpi.groups.down')}
      </Menu.Item>
      <Menu.Item color="red" onClick={() => open(`drop-${node.id}`)}>
        {t('kpi.groups.delete')}
      </Menu.Item>
    </DotsMenu>
  )
}
