// REST of action plans.
import type { FastifyInstance } from 'fastify'
import type { Scope } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { fetchLimit, pageOf } from '#kernel/http/paging.ts'
import type { PageOf, PageRequest } from '#kernel/http/paging.ts'
import { notFound } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { createAction } from './actions/create-action.ts'
import { deleteAction } from './actions/delete-action.ts'
import { updateAction } from './actions/update-action.ts'
import { readKey } from './keyset.ts'
import { actionFile } from './list-files.ts'
import { findEffectRows } from './queries/action-effect.ts'
import { findAction, listActions, selectWrittenAction } from './queries/actions.ts'
import type { ActionId, ActionPageRequest, ActionRow } from './queries/actions.ts'
import { findKpi } from './queries/kpis.ts'
import type { KpiId } from './queries/kpis.ts'
import { Action, ActionChange, ActionEffect, ActionPage, ActionQuery, ListQuery, NewAction } from './schemas.ts'
import { toAction, toActionEffect } from './wire.ts'

const tag = 'Actions'

export function addActionRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/actions',
    permission: 'action.read',
    operation_id: 'listActions',
    summary: 'Les actions visibles, par échéance',
    tag,
    query: ActionQuery,
    file: actionFile,
    answers: { 200: ActionPage },
    handle: async ({ scope, query }) => {
      const { mine = false, late = null, status = null } = query
      const request = { kpi_id: null, mine, late, status, ...readPage(query) }
      const rows = await database.read(scope, (tx) => listActions(tx, request))
      return toPage(scope, rows, query)
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}/actions',
    permission: 'action.read',
    operation_id: 'listKpiActions',
    summary: 'Le plan d’action d’un indicateur, par échéance',
    tag,
    query: ListQuery,
    file: actionFile,
    answers: { 200: ActionPage },
    handle: async ({ scope, id, query }) => {
      const kpiId: KpiId = id('kpi_id')
      const request = { kpi_id: kpiId, mine: false, late: null, status: null, ...readPage(query) }
      const rows = await database.read(scope, async (tx) => {
        if ((await findKpi(tx, kpiId)) === null) throw notFound()
        return listActions(tx, request)
      })
      return toPage(scope, rows, query)
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/actions/{action_id}/effect',
    permission: 'action.read',
    operation_id: 'getActionEffect',
    summary: 'L’effet mesuré d’une action sur son indicateur : moyennes avant et après, écart et son incertitude',
    tag,
    answers: { 200: ActionEffect },
    handle: async ({ scope, id }) => {
      const rows = await database.read(scope, (tx) => findEffectRows(tx, id('action_id')))
      if (rows === null) throw notFound()
      return toActionEffect(rows)
    },
  })
  addActionWriteRoutes(app, { database })
}

function addActionWriteRoutes(app: FastifyInstance, { database }: Pick<Services, 'database'>): void {
  endpoint(app, {
    method: 'POST',
    path: '/kpis/{kpi_id}/actions',
    permission: 'action.create',
    operation_id: 'createAction',
    summary: 'Ajoute une action au plan d’un indicateur',
    tag,
    body: NewAction,
    answers: { 201: Action },
    handle: async ({ scope, id, body }) => {
      const kpiId: KpiId = id('kpi_id')
      const row = await database.transaction(scope, async (tx) =>
        selectWrittenAction(tx, await createAction(tx, kpiId, body)),
      )
      return toAction(scope, row)
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/actions/{action_id}',
    permission: 'action.read',
    operation_id: 'getAction',
    summary: 'Une action',
    tag,
    answers: { 200: Action },
    handle: async ({ scope, id }) => {
      const row = await database.read(scope, (tx) => findAction(tx, id('action_id')))
      if (row === null) throw notFound()
      return toAction(scope, row)
    },
  })
  endpoint(app, {
    method: 'PATCH',
    path: '/actions/{action_id}',
    permission: 'action.report',
    operation_id: 'updateAction',
    summary: 'Modifie une action ; son responsable peut en changer l’avancement et l’état',
    tag,
    body: ActionChange,
    answers: { 200: Action },
    problems: [412],
    handle: async ({ scope, id, body, if_match }) => {
      const actionId: ActionId = id('action_id')
      const row = await database.transaction(scope, async (tx) => {
        await updateAction(tx, { id: actionId, change: body, if_match })
        return selectWrittenAction(tx, actionId)
      })
      return toAction(scope, row)
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/actions/{action_id}',
    permission: 'action.delete',
    operation_id: 'deleteAction',
    summary: 'Supprime une action et ses commentaires',
    tag,
    answers: { 204: null },
    handle: ({ scope, id }) => database.transaction(scope, (tx) => deleteAction(tx, id('action_id'))),
  })
}

function readPage(page: PageRequest): Pick<ActionPageRequest, 'after' | 'limit'> {
  const key = readKey(page, ['day', 'id'])
  return { after: key === null ? null : { due: key[0] as Day, id: key[1] as string }, limit: fetchLimit(page) }
}

function toPage(scope: Scope, rows: readonly ActionRow[], request: PageRequest): PageOf<Action> {
  const page = pageOf(rows, request, (row) => [row.due_key, row.id])
  return { ...page, items: page.items.map((row) => toAction(scope, row)) }
}
