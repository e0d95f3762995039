// REST of the groups of dashboards and of the roll-up along their tree.
import type { FastifyInstance } from 'fastify'
import { endpoint } from '#kernel/http/endpoint.ts'
import type { Services } from '#kernel/services.ts'
import { createGroup } from './actions/create-group.ts'
import { deleteGroup } from './actions/delete-group.ts'
import { updateGroup } from './actions/update-group.ts'
import { listGroups, selectGroup } from './queries/groups.ts'
import { selectToday } from './queries/import-kpis.ts'
import { listTallies } from './queries/tree.ts'
import { rollUp } from './rules/roll-up-tree.ts'
import type { TreeNode as Node } from './rules/roll-up-tree.ts'
import { statusWindows } from './rules/status-window.ts'
import { Group, GroupChange, GroupDeletionQuery, GroupList, NewGroup, Tree } from './structure-schemas.ts'
import type { TreeNode } from './structure-schemas.ts'

const tag = 'Groupes'
/** Dashboards listed in the tree; groups count them all. */
const treeDashboardsMax = 2000

export function addGroupRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/groups',
    permission: 'group.read',
    operation_id: 'listGroups',
    summary: 'Tous les groupes de tableaux de bord, les niveaux du haut d’abord',
    tag,
    answers: { 200: GroupList },
    handle: async ({ scope }) => ({ items: await database.read(scope, listGroups) }),
  })
  endpoint(app, {
    method: 'POST',
    path: '/groups',
    permission: 'group.create',
    operation_id: 'createGroup',
    summary: 'Crée un groupe, au plus sur trois niveaux',
    tag,
    body: NewGroup,
    answers: { 201: Group },
    handle: ({ scope, body }) =>
      database.transaction(scope, async (tx) => selectGroup(tx, await createGroup(tx, body))),
  })
  addGroupItemRoutes(app, { database })
  addTreeRoute(app, { database })
}

function addGroupItemRoutes(app: FastifyInstance, { database }: Pick<Services, 'database'>): void {
  endpoint(app, {
    method: 'PATCH',
    path: '/groups/{group_id}',
    permission: 'group.update',
    operation_id: 'updateGroup',
    summary: 'Renomme ou déplace un groupe, avec tout ce qu’il contient, ou change sa règle',
    tag,
    body: GroupChange,
    answers: { 200: Group },
    handle: ({ scope, id, body, if_match }) =>
      database.transaction(scope, async (tx) => {
        const groupId = id<'group'>('group_id')
        await updateGroup(tx, { id: groupId, change: body, if_match })
        return selectGroup(tx, groupId)
      }),
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/groups/{group_id}',
    permission: 'group.delete',
    operation_id: 'deleteGroup',
    summary: 'Supprime un groupe vide ; avec move_content_up=true, son contenu remonte d’un niveau',
    tag,
    query: GroupDeletionQuery,
    answers: { 204: null },
    problems: [409],
    handle: ({ scope, id, query: { move_content_up = false } }) =>
      database.transaction(scope, (tx) => deleteGroup(tx, { id: id('group_id'), move_content_up })),
  })
}

function addTreeRoute(app: FastifyInstance, { database }: Pick<Services, 'database'>): void {
  endpoint(app, {
    method: 'GET',
    path: '/reporting/tree',
    permission: 'dashboard.read',
    operation_id: 'getTree',
    summary: 'Les groupes et les tableaux de bord visibles avec leur statut, et la phrase qui le justifie',
    tag: 'Vue direction',
    answers: { 200: Tree },
    handle: async ({ scope }) => {
      const [groups, dashboards] = await database.read(scope, async (tx) => {
        const windows = statusWindows(await selectToday(tx))
        return [await listGroups(tx), await listTallies(tx, windows)] as const
      })
      const nodes = rollUp(groups, dashboards).map(toNode)
      const shown = nodes.filter((node) => node.kind === 'DASHBOARD').slice(0, treeDashboardsMax)
      const kept = new Set(shown.map((node) => node.id))
      return {
        nodes: nodes.filter((node) => node.kind === 'GROUP' || kept.has(node.id)),
        dashboard_count: dashboards.length,
      }
    },
  })
}

function toNode({ counts, ...node }: Node): TreeNode {
  const kpi_count = Object.values(counts).reduce((sum: number, count: number) => sum + count, 0)
  return { ...node, ...counts, kpi_count }
}
