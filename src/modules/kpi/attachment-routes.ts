// REST of the files on comments: added, downloaded, deleted; they are listed with their comment.
import type { FastifyInstance } from 'fastify'
import { acceptFile } from '#kernel/files/accept-file.ts'
import { sendFile } from '#kernel/files/send-file.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import type { Services } from '#kernel/services.ts'
import { attachFile, requireOwnComment } from './actions/attach-file.ts'
import { detachFile, requireAttachment } from './actions/detach-file.ts'
import { Attachment, AttachmentForm } from './attachment-schemas.ts'
import { FileContent } from './closing-schemas.ts'
import type { CommentId } from './queries/comments.ts'
import { toAttachment } from './wire.ts'

const tag = 'Commentaires'

export function addAttachmentRoutes(app: FastifyInstance, services: Services): void {
  const { database, files } = services
  endpoint(app, {
    method: 'POST',
    path: '/comments/{comment_id}/attachments',
    permission: 'attachment.create',
    operation_id: 'addAttachment',
    summary: 'Joint un fichier à son propre commentaire : 20 Mo au plus, cinq par commentaire',
    tag,
    multipart: AttachmentForm,
    answers: { 200: Attachment, 201: Attachment },
    problems: [409, 413, 415],
    handle: async ({ scope, id, request, reply }) => {
      const commentId: CommentId = id('comment_id')
      const { author_id } = await database.read(scope, (tx) => requireOwnComment(tx, commentId))
      const purpose = ['POST attachment', commentId]
      const answer = await acceptFile({
        services,
        scope,
        request,
        purpose,
        add: async (tx, file) => {
          const { attachment, is_new } = await attachFile(tx, commentId, file)
          return { status: is_new ? 201 : 200, body: toAttachment(scope, attachment, author_id) }
        },
      })
      reply.code(answer.status)
      return answer.body
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/attachments/{attachment_id}/content',
    permission: 'comment.read',
    operation_id: 'downloadAttachment',
    summary: 'Le contenu d’un fichier joint à un commentaire',
    tag,
    produces: 'application/octet-stream',
    answers: { 200: FileContent },
    handle: async ({ scope, id, reply }) => {
      const { attachment } = await database.read(scope, (tx) => requireAttachment(tx, id('attachment_id')))
      return sendFile(reply, files, { ...attachment, id: attachment.file_id })
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/attachments/{attachment_id}',
    permission: 'attachment.delete',
    operation_id: 'deleteAttachment',
    summary: 'Retire un fichier d’un commentaire : l’auteur ou un administrateur',
    tag,
    answers: { 204: null },
    handle: ({ scope, id }) => database.transaction(scope, (tx) => detachFile(tx, id('attachment_id'))),
  })
}
