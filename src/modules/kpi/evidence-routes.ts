// REST of evidence: files added to a value, listed, downloaded, deleted.
import type { FastifyInstance } from 'fastify'
import type { Scope } from '#kernel/database/database.ts'
import { acceptFile } from '#kernel/files/accept-file.ts'
import { sendFile } from '#kernel/files/send-file.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { notFound } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { addEvidence } from './actions/add-evidence.ts'
import { deleteEvidence } from './actions/delete-evidence.ts'
import { Evidence, EvidenceForm, EvidenceList, FileContent } from './closing-schemas.ts'
import { toEvidence } from './closing-wire.ts'
import { findEvidence, findEvidenceOwners, listEvidence } from './queries/evidence.ts'
import { findValue } from './queries/values.ts'
import type { ValueId } from './queries/values.ts'
import { policy } from './rules/policy.ts'

const tag = 'Justificatifs'

export function addEvidenceRoutes(app: FastifyInstance, services: Services): void {
  const { database } = services
  endpoint(app, {
    method: 'GET',
    path: '/values/{value_id}/evidence',
    permission: 'evidence.read',
    operation_id: 'listEvidence',
    summary: 'Les justificatifs d’une valeur',
    tag,
    answers: { 200: EvidenceList },
    handle: async ({ scope, id }) => {
      const valueId: ValueId = id('value_id')
      const rows = await database.read(scope, async (tx) => {
        if ((await findValue(tx, valueId)) === null) throw notFound()
        return listEvidence(tx, valueId)
      })
      return { items: rows.map((row) => toEvidence(scope, row)) }
    },
  })
  endpoint(app, {
    method: 'POST',
    path: '/values/{value_id}/evidence',
    permission: 'evidence.create',
    operation_id: 'addEvidence',
    summary: 'Ajoute un justificatif à une valeur : un fichier de 20 Mo au plus, dix par valeur',
    tag,
    multipart: EvidenceForm,
    answers: { 200: Evidence, 201: Evidence },
    problems: [409, 413, 415],
    handle: async ({ scope, id, request, reply }) => {
      const valueId: ValueId = id('value_id')
      await requireRight(services, scope, valueId)
      const purpose = ['POST evidence', valueId]
      const answer = await acceptFile({
        services,
        scope,
        request,
        purpose,
        add: async (tx, file) => {
          const { evidence, is_new } = await addEvidence(tx, valueId, file)
          return { status: is_new ? 201 : 200, body: toEvidence(scope, evidence) }
        },
      })
      reply.code(answer.status)
      return answer.body
    },
  })
  addEvidenceItemRoutes(app, services)
}

/** Nobody sends twenty megabytes to hear that he may not. */
async function requireRight({ database }: Services, scope: Scope, valueId: ValueId): Promise<void> {
  const owners = await database.read(scope, (tx) => findEvidenceOwners(tx, valueId))
  if (owners === null) throw notFound()
  authorize(policy['evidence.create'], scope, { owners })
}

function addEvidenceItemRoutes(app: FastifyInstance, { database, files }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/evidence/{evidence_id}/content',
    permission: 'evidence.read',
    operation_id: 'downloadEvidence',
    summary: 'Le contenu d’un justificatif',
    tag,
    produces: 'application/octet-stream',
    answers: { 200: FileContent },
    handle: async ({ scope, id, reply }) => {
      const row = await database.read(scope, (tx) => findEvidence(tx, id('evidence_id')))
      if (row === null) throw notFound()
      return sendFile(reply, files, { ...row, id: row.file_id })
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/evidence/{evidence_id}',
    permission: 'evidence.delete',
    operation_id: 'deleteEvidence',
    summary: 'Supprime un justificatif, sauf dans une période close',
    tag,
    answers: { 204: null },
    problems: [409],
    handle: ({ scope, id }) => database.transaction(scope, (tx) => deleteEvidence(tx, id('evidence_id'))),
  })
}
