// REST of imports: a file or rows as JSON, the jobs, their errors as a file, a template to fill.
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Scope } from '#kernel/database/database.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { answerOnce, idempotencyKeyOf } from '#kernel/http/idempotency.ts'
import type { GivenAnswer } from '#kernel/http/idempotency.ts'
import { fetchLimit, pageOf } from '#kernel/http/paging.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { writeCsv } from '#kernel/tabular/write-csv.ts'
import type { ExportCell } from '#kernel/tabular/export-cell.ts'
import { cancelImport, sweepImports } from './actions/end-import.ts'
import { createImportDesk, releaseSource } from './actions/import-desk.ts'
import type { ImportDesk } from './actions/import-desk.ts'
import { submissionOfBody, submissionOfForm } from './actions/import-submission.ts'
import type { ImportSubmission } from './actions/import-submission.ts'
import { listTemplateRows } from './actions/import-template.ts'
import { receiveImport, removeLeftUploads } from './actions/receive-import.ts'
import { undoImport } from './actions/undo-import.ts'
import { CsvText, ImportBody, ImportForm, ImportJob, ImportJobPage, ImportJobQuery } from './import-schemas.ts'
import { readKey } from './keyset.ts'
import { findImportJob, leaseSeconds, listImportJobs } from './queries/import-jobs.ts'
import type { ImportJobId } from './queries/import-jobs.ts'
import { findMapping } from './queries/import-mappings.ts'
import type { MappingId } from './queries/import-mappings.ts'

const tag = 'Imports'
const csvType = 'text/csv; charset=utf-8'

export function addImportRoutes(app: FastifyInstance, services: Services): void {
  const desk = createImportDesk(services)
  keepHouse(app, services, desk)
  endpoint(app, {
    method: 'POST',
    path: '/imports/kpi-values',
    permission: 'import.create',
    operation_id: 'importKpiValues',
    summary: 'Importe des valeurs : un fichier CSV, Excel ou OpenDocument, ou des lignes en JSON',
    tag,
    body: ImportBody,
    multipart: ImportForm,
    answers: { 201: ImportJob, 202: ImportJob },
    problems: [409],
    handle: async ({ scope, body, request, reply }) => {
      const key = idempotencyKeyOf(request)
      const submission = request.isMultipart()
        ? await receiveSubmission({ services, desk, scope }, request)
        : submissionOfBody(body)
      const answer = await submitOnce({ services, desk, scope }, submission, key)
      reply.code(answer.status)
      return answer.body
    },
  })
  addJobRoutes(app, services)
  addJobActRoutes(app, services, desk)
  addTemplateRoute(app, services)
}

/** Imports once per key; a submission that only repeats an earlier one is thrown away. */
async function submitOnce(
  { services, desk, scope }: Receiving,
  submission: ImportSubmission,
  key: string | null,
): Promise<GivenAnswer> {
  const fingerprint = ['POST /imports/kpi-values', ...submission.fingerprint]
  let isTaken = false
  try {
    return await answerOnce({ database: services.database, scope, key, fingerprint }, async () => {
      isTaken = true
      const state = await desk.submit(scope, submission)
      return { status: state === 'ended' ? 201 : 202, body: await readJob(services, scope, submission.job.id) }
    })
  } finally {
    if (!isTaken) await releaseSource(submission)
  }
}

interface Receiving {
  readonly services: Services
  readonly desk: ImportDesk
  readonly scope: Scope
}

/** Takes the upload. A file over the limit is recorded as a failed job before it is refused. */
async function receiveSubmission(
  { services, desk, scope }: Receiving,
  request: FastifyRequest,
): Promise<ImportSubmission> {
  const form = await receiveImport(request, services.config.data_dir)
  try {
    const submission = await submissionOfForm(form, (id) =>
      services.database.read(scope, (tx) => findMapping(tx, id as MappingId)),
    )
    if (!form.file.is_too_large) return submission
    throw await desk.refuse(scope, submission, fileTooLarge(form.file.is_cut))
  } catch (error) {
    await form.file.release()
    throw error
  }
}

/** The rest of a request that was cut is never read: the connection cannot serve another one. */
function fileTooLarge(isCut: boolean): Problem {
  return new Problem(413, 'FILE_TOO_LARGE', 'Le fichier est trop volumineux.', {
    detail: 'Le fichier pèse plus de 20 Mo, la limite des imports.',
    ...(isCut ? { headers: { connection: 'close' } } : {}),
  })
}

async function readJob({ database }: Services, scope: Scope, id: ImportJobId): Promise<ImportJob> {
  const job = await database.read(scope, (tx) => findImportJob(tx, id))
  if (job === null) throw notFound()
  return job
}

function addJobRoutes(app: FastifyInstance, services: Services): void {
  const { database } = services
  endpoint(app, {
    method: 'GET',
    path: '/imports/jobs',
    permission: 'import.read',
    operation_id: 'listImportJobs',
    summary: 'Les imports, du plus récent au plus ancien : les siens, et pour un ADMIN tous',
    tag,
    query: ImportJobQuery,
    answers: { 200: ImportJobPage },
    handle: async ({ scope, query }) => {
      const key = readKey(query, ['id'])
      const request = {
        before: key?.[0] ?? null,
        limit: fetchLimit(query),
        dry_run: query.dry_run ?? null,
        source_id: query.source_id ?? null,
      }
      const rows = await database.read(scope, (tx) => listImportJobs(tx, request))
      return pageOf(rows, query, (row) => [row.id])
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/imports/jobs/{job_id}',
    permission: 'import.read',
    operation_id: 'getImportJob',
    summary: 'Un import, avec ses erreurs et ses remarques',
    tag,
    answers: { 200: ImportJob },
    handle: ({ scope, id }) => readJob(services, scope, id('job_id')),
  })
  endpoint(app, {
    method: 'GET',
    path: '/imports/jobs/{job_id}/errors.csv',
    permission: 'import.read',
    operation_id: 'downloadImportErrors',
    summary: 'Les erreurs d’un import, en CSV pour tableur',
    tag,
    produces: csvType,
    answers: { 200: CsvText },
    handle: async ({ scope, id, reply }) => {
      const { errors } = await readJob(services, scope, id('job_id'))
      const rows = errors.map(({ row, column, code, raw, message }): readonly ExportCell[] => [
        row,
        column,
        code,
        raw,
        message,
      ])
      return sendCsv(reply, 'erreurs-import.csv', [['ligne', 'colonne', 'code', 'contenu', 'explication'], ...rows])
    },
  })
}

function addJobActRoutes(app: FastifyInstance, services: Services, desk: ImportDesk): void {
  const { database } = services
  endpoint(app, {
    method: 'POST',
    path: '/imports/jobs/{job_id}/cancel',
    permission: 'import.cancel',
    operation_id: 'cancelImportJob',
    summary: 'Annule un import en cours : rien n’est enregistré',
    tag,
    answers: { 200: ImportJob },
    problems: [409],
    handle: async ({ scope, id }) => {
      const jobId = id<'import_job'>('job_id')
      await database.transaction(scope, (tx) => cancelImport(tx, jobId))
      desk.stop(jobId)
      return readJob(services, scope, jobId)
    },
  })
  endpoint(app, {
    method: 'POST',
    path: '/imports/jobs/{job_id}/undo',
    permission: 'import.undo',
    operation_id: 'undoImportJob',
    summary: 'Annule un import terminé : chaque valeur redevient ce qu’elle était, ou rien ne change',
    tag,
    answers: { 200: ImportJob },
    problems: [409],
    handle: async ({ scope, id }) => {
      const jobId = id<'import_job'>('job_id')
      await database.transaction(scope, (tx) => undoImport(tx, jobId))
      return readJob(services, scope, jobId)
    },
  })
}

function addTemplateRoute(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/imports/kpi-values/template.csv',
    permission: 'import.create',
    operation_id: 'downloadImportTemplate',
    summary: 'Un fichier à remplir, avec les indicateurs actifs que l’on peut saisir',
    tag,
    produces: csvType,
    answers: { 200: CsvText },
    handle: async ({ scope, reply }) => {
      const rows = await database.read(scope, listTemplateRows)
      return sendCsv(reply, 'modele-import.csv', rows)
    },
  })
}

function sendCsv(reply: FastifyReply, name: string, rows: readonly (readonly ExportCell[])[]): Readable {
  reply.type(csvType).header('content-disposition', `attachment; filename="${name}"`)
  return Readable.from(writeCsv(rows))
}

/** Ends what a former process left, now and when its leases have run out; stops our own imports when the process stops. */
function keepHouse(app: FastifyInstance, services: Services, desk: ImportDesk): void {
  let timer: NodeJS.Timeout | undefined
  const sweep = (): Promise<unknown> =>
    sweepImports(services.database).catch((error: unknown) => {
      services.log.error({ reason: String(error) }, 'interrupted imports could not be ended')
    })
  app.addHook('onReady', async () => {
    await removeLeftUploads(services.config.data_dir)
    await sweep()
    timer = setTimeout(() => void sweep(), (leaseSeconds + 1) * 1_000)
    timer.unref()
  })
  app.addHook('preClose', async () => {
    clearTimeout(timer)
    await desk.close()
  })
}
