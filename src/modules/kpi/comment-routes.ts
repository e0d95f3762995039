// REST of comments.
import type { FastifyInstance } from 'fastify'
import type { Scope } from '#kernel/database/database.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { fetchLimit, pageOf } from '#kernel/http/paging.ts'
import type { PageOf, PageRequest } from '#kernel/http/paging.ts'
import type { Services } from '#kernel/services.ts'
import { deleteComment } from './actions/delete-comment.ts'
import { postComment, requireParent } from './actions/post-comment.ts'
import type { CommentText } from './actions/post-comment.ts'
import { readKey } from './keyset.ts'
import { listComments, selectComment } from './queries/comments.ts'
import type { CommentParent } from './queries/comments.ts'
import { Comment, CommentPage, ListQuery, NewComment } from './schemas.ts'
import { toComment } from './wire.ts'

const tag = 'Commentaires'

interface CommentDoors {
  readonly list: (scope: Scope, parent: CommentParent, query: PageRequest) => Promise<PageOf<Comment>>
  readonly post: (scope: Scope, parent: CommentParent, text: CommentText) => Promise<Comment>
}

export function addCommentRoutes(app: FastifyInstance, services: Services): void {
  const doors = commentDoors(services)
  addKpiCommentRoutes(app, doors)
  addActionCommentRoutes(app, doors)
  addCommentRemoval(app, services)
}

/** The same two verbs serve comments on KPIs and on actions. */
function commentDoors({ database }: Services): CommentDoors {
  return {
    list: async (scope, parent, query) => {
      const after = readKey(query, ['id'])?.[0] ?? null
      const rows = await database.read(scope, async (tx) => {
        await requireParent(tx, parent)
        return listComments(tx, { parent, after, limit: fetchLimit(query) })
      })
      const page = pageOf(rows, query, (row) => [row.id])
      return { ...page, items: page.items.map((row) => toComment(scope, row)) }
    },
    post: async (scope, parent, text) => {
      const row = await database.transaction(scope, async (tx) =>
        selectComment(tx, await postComment(tx, parent, text)),
      )
      return toComment(scope, row)
    },
  }
}

function addKpiCommentRoutes(app: FastifyInstance, { list, post }: CommentDoors): void {
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}/comments',
    permission: 'comment.read',
    operation_id: 'listKpiComments',
    summary: 'Les commentaires d’un indicateur, du plus ancien au plus récent',
    tag,
    query: ListQuery,
    answers: { 200: CommentPage },
    handle: ({ scope, id, query }) => list(scope, { kpi_id: id('kpi_id'), action_id: null }, query),
  })
  endpoint(app, {
    method: 'POST',
    path: '/kpis/{kpi_id}/comments',
    permission: 'comment.create',
    operation_id: 'createKpiComment',
    summary: 'Commente un indicateur',
    tag,
    body: NewComment,
    answers: { 201: Comment },
    handle: ({ scope, id, body }) => post(scope, { kpi_id: id('kpi_id'), action_id: null }, body),
  })
}

function addActionCommentRoutes(app: FastifyInstance, { list, post }: CommentDoors): void {
  endpoint(app, {
    method: 'GET',
    path: '/actions/{action_id}/comments',
    permission: 'comment.read',
    operation_id: 'listActionComments',
    summary: 'Les commentaires d’une action, du plus ancien au plus récent',
    tag,
    query: ListQuery,
    answers: { 200: CommentPage },
    handle: ({ scope, id, query }) => list(scope, { kpi_id: null, action_id: id('action_id') }, query),
  })
  endpoint(app, {
    method: 'POST',
    path: '/actions/{action_id}/comments',
    permission: 'comment.create',
    operation_id: 'createActionComment',
    summary: 'Commente une action',
    tag,
    body: NewComment,
    answers: { 201: Comment },
    handle: ({ scope, id, body }) => post(scope, { kpi_id: null, action_id: id('action_id') }, body),
  })
}

function addCommentRemoval(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'DELETE',
    path: '/comments/{comment_id}',
    permission: 'comment.delete',
    operation_id: 'deleteComment',
    summary: 'Supprime un commentaire : son auteur ou un administrateur',
    tag,
    answers: { 204: null },
    handle: ({ scope, id }) => database.transaction(scope, (tx) => deleteComment(tx, id('comment_id'))),
  })
}
