// The Fastify application: strict JSON, problem+json everywhere, the guard, security headers, metrics.
import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import Fastify, { LogController } from 'fastify'
import type { ConnectionError, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { authenticate, authenticateWithin } from '../identity/guard.ts'
import { Problem, problemDocument, problemFromSql } from '../problem.ts'
import type { Services } from '../services.ts'
import { mayTry } from '../tenancy/policy.ts'
import type { Policy } from '../tenancy/policy.ts'
import { isApiAddress } from './address.ts'
import { parseJson } from './json.ts'
import { createMetrics } from './metrics.ts'
import { createRateLimit } from './rate-limit.ts'

const jsonBytesMax = 1_048_576
/** Node refuses longer headers by itself. */
const addressCharactersMax = 16_384
export const uploadBytesMax = 20 * 1_048_576

/** Makes the application without routes; the composition adds them. */
export async function createApp(services: Services, policy: Policy): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: services.log,
    // one line per request is written by metrics.ts, with the scope
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: jsonBytesMax,
    trustProxy: services.config.trust_proxy ?? false,
    genReqId: () => randomUUID(),
    // as long as an address can be: the guard and the routes answer an over-long id like any other unknown one
    routerOptions: { maxParamLength: addressCharactersMax, ignoreTrailingSlash: false },
    forceCloseConnections: 'idle',
    // what arrives on an open connection while the server stops is still answered
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      setHeaders(request, reply)
      void answerProblem(services, toProblem(error), { error, request, reply })
    },
    clientErrorHandler: answerUnreadable,
  }) as unknown as FastifyInstance
  app.decorateRequest('scope', null)
  readOnlyStrictJson(app)
  await app.register(cookie)
  await app.register(multipart, {
    limits: { fileSize: uploadBytesMax, files: 1, fields: 20, fieldSize: 100_000, parts: 30 },
  })
  guardRequests(app, services, policy)
  addHeaders(app)
  createMetrics(app, services)
  app.setErrorHandler((error, request, reply) => answerProblem(services, toProblem(error), { error, request, reply }))
  app.setNotFoundHandler((request, reply) =>
    answerProblem(services, new Problem(404, 'NOT_FOUND', 'Introuvable.'), { error: null, request, reply }),
  )
  return app
}

/** JSON is the only body besides multipart; anything else is 415. */
function readOnlyStrictJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    try {
      const isExpected = request.routeOptions.config.endpoint?.body !== undefined
      done(null, body.length === 0 && !isExpected ? undefined : parseJson(body))
    } catch (error) {
      done(error as Error, undefined)
    }
  })
}

function guardRequests(app: FastifyInstance, services: Services, policy: Policy): void {
  const perMinute = services.config.rate_limit_per_minute
  const byAddress = createRateLimit(perMinute * 2)
  const byAccount = createRateLimit(perMinute)
  app.addHook('onRequest', async (request) => {
    const endpoint = request.routeOptions.config.endpoint
    if (isApiAddress(request.url)) requireToken(byAddress.take(request.ip))
    if (endpoint === undefined || endpoint.permission === 'public') return
    const check = endpoint.session_check === 'within' ? authenticateWithin : authenticate
    const scope = await check(services, request.headers.authorization)
    request.scope = scope
    requireToken(byAccount.take(scope.user_id ?? ''))
    const rule = policy[endpoint.permission]
    if (rule === undefined) throw new Error(`no policy for ${endpoint.permission}`)
    if (!mayTry(rule, scope.role)) throw new Problem(403, 'FORBIDDEN', 'Vous n’avez pas le droit de faire cela.')
  })
}

function requireToken(wait: number | null): void {
  if (wait === null) return
  throw new Problem(429, 'TOO_MANY_REQUESTS', 'Trop de demandes : patientez un instant.', {
    headers: { 'retry-after': String(wait) },
  })
}

const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  // Mantine sets sizes and colours through style attributes
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

function addHeaders(app: FastifyInstance): void {
  let stopping = false
  app.addHook('preClose', async () => {
    stopping = true
  })
  app.addHook('onSend', async (request, reply) => {
    setHeaders(request, reply)
    // A connection that stays open after its last answer would keep the stop waiting.
    if (stopping) reply.header('connection', 'close')
  })
}

function setHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-content-type-options', 'nosniff')
  reply.header('referrer-policy', 'no-referrer')
  reply.header('x-frame-options', 'DENY')
  reply.header('x-request-id', request.id)
  if (isApiAddress(request.url)) {
    if (reply.getHeader('cache-control') === undefined) reply.header('cache-control', 'no-store')
    if (reply.getHeader('content-security-policy') === undefined) {
      reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    }
  } else {
    reply.header('content-security-policy', contentSecurityPolicy)
  }
}

/** What is not even HTTP gets a problem too, if anybody still listens. */
function answerUnreadable(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = unreadableStatus[error.code] ?? 400
  const body = JSON.stringify(problemDocument(unreadable(status), `urn:request:${randomUUID()}`))
  const reason = STATUS_CODES[status] ?? ''
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-type: application/problem+json; charset=utf-8\r\n` +
      `cache-control: no-store\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

const unreadableStatus: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }

const problemByFrameworkCode: Readonly<Record<string, () => Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new Problem(413, 'BODY_TOO_LARGE', 'La demande est trop grande.'),
  FST_REQ_FILE_TOO_LARGE: () => new Problem(413, 'FILE_TOO_LARGE', 'Le fichier dépasse 20 Mo.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new Problem(415, 'MEDIA_TYPE', 'Ce type de contenu n’est pas accepté ici.'),
  FST_INVALID_MULTIPART_CONTENT_TYPE: () => new Problem(415, 'MEDIA_TYPE', 'Un envoi multipart est attendu.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => new Problem(400, 'BAD_JSON', 'Le corps est vide.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => new Problem(400, 'BAD_REQUEST', 'La longueur annoncée est fausse.'),
  FST_ERR_BAD_URL: () => new Problem(400, 'BAD_REQUEST', 'L’adresse est mal écrite.'),
}

/** The form reader's errors carry no code. */
const brokenForm = /^(?:Unexpected end of multipart data|Part terminated early|Multipart: |Malformed)/

/** What the client is told of any error; null for a bug. */
export function toProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error
  const fromSql = problemFromSql(error)
  if (fromSql !== null) return fromSql
  const { code, statusCode } = error as Partial<FastifyError>
  const known = code === undefined ? undefined : problemByFrameworkCode[code]
  if (known !== undefined) return known()
  if (error instanceof Error && brokenForm.test(error.message)) return unreadable(400)
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? unreadable(statusCode) : null
}

function unreadable(status: number): Problem {
  return new Problem(status, 'BAD_REQUEST', 'La demande n’est pas lisible.')
}

interface Failure {
  readonly error: unknown
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

function answerProblem(services: Services, problem: Problem | null, { error, request, reply }: Failure): FastifyReply {
  if (problem === null) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error))
    services.log.error({ request_id: request.id, reason: message, stack }, 'a request met a bug')
  }
  if (problem?.cause instanceof Error) {
    services.log.warn({ request_id: request.id, reason: problem.cause.message }, 'a request met a failing database')
  }
  const answer =
    problem ??
    new Problem(500, 'INTERNAL', 'Un défaut de Socle a empêché cette demande.', {
      detail: `Rien n’a été enregistré. Communiquez la référence ${request.id}.`,
    })
  return reply
    .code(answer.status)
    .headers(answer.extras.headers ?? {})
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(problemDocument(answer, `urn:request:${request.id}`))
}
