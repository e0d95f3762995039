// The dialogs of the list of dashboards; which one is open stands in the URL as `act`: `move-<id>`, `edit-<id>`…
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useUrlParam } from '#web/url-param.ts'
import type { Dashboard } from '../schemas.ts'
import type { TreeNode } from '../structure-schemas.ts'
import { CopyDialog } from './copy-dialog.tsx'
import { DropGroupDialog, GroupDialog } from './group-dialog.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { groupsQuery } from './structure-queries.ts'

export interface StructureDialogsProps {
  readonly dashboards: readonly Dashboard[]
  readonly nodes: readonly TreeNode[]
}

export function StructureDialogs({ dashboards, nodes }: StructureDialogsProps): ReactNode {
  const [act, setAct] = useUrlParam('act')
  const groups = useQuery(groupsQuery).data
  const close = (): void => setAct('')
  const [verb = '', id = ''] = splitOnce(act)
  const dashboard = dashboards.find((one) => one.id === id)
  const group = groups?.find((one) => one.id === id)
  const node = nodes.find((one) => one.id === id)
  if (groups !== undefined && verb === 'group') return <GroupDialog opened close={close} groups={groups} />
  if (groups !== undefined && group !== undefined) {
    if (verb === 'in') return <GroupDialog opened close={close} groups={groups} parentId={group.id} />
    if (verb === 'edit') return <GroupDialog opened close={close} groups={groups} group={group} />
  }
  if (verb === 'drop' && node !== undefined) {
    const isEmpty = !nodes.some((one) => one.parent_id === id)
    return <DropGroupDialog opened close={close} node={node} isEmpty={isEmpty} />
  }
  if (dashboard === undefined) return null
  if (verb === 'move') return <MoveDialog opened close={close} dashboard={dashboard} />
  return verb === 'copy' ? <CopyDialog opened close={close} dashboard={dashboard} /> : null
}

/** `move-<id>` into its two parts. */
function splitOnce(act: string): readonly string[] {
  const at = act.indexOf('-')
  return at === -1 ? [act] : [act.slice(0, at), act.slice(at + 1)]
}
