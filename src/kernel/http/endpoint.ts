// One way to declare a route: its permission, its shapes and one call. OpenAPI, guard and validation follow from it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import type { Scope } from '../database/database.ts'
import { parseId } from '../ids.ts'
import type { Id } from '../ids.ts'
import { notFound, Problem, unprocessable } from '../problem.ts'
import { entityTag } from './etag.ts'
import { listColumns, listMediaTypes, listStream, pageQuery } from './list-file.ts'
import type { ListColumn, ListFile, ListFormat, ListPage } from './list-file.ts'
import { OneOf, Shape } from './schemas.ts'
import { compileCheck } from './validation.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on every route that is not public. */
    scope: Scope | null
  }
  interface FastifyContextConfig {
    endpoint?: EndpointDescription
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What OpenAPI, the guard and the tests read of a route. */
export interface EndpointDescription {
  readonly method: Method
  /** Path under /api/v1, parameters as `{kpi_id}`. */
  readonly path: string
  /** A verb of the policy, or `public`. */
  readonly permission: string
  /** The hottest reads: the session is checked by the transaction they open, so they must open one. Both roles may try. */
  readonly session_check?: 'within'
  readonly operation_id: string
  readonly summary: string
  readonly tag: string
  readonly query?: TSchema
  readonly body?: TSchema
  /** A request without a body counts as the empty object. */
  readonly body_optional?: true
  /** Multipart, documented but read by the handler itself; beside a `body`, a request may come as either. */
  readonly multipart?: TSchema
  readonly answers: Readonly<Record<number, TSchema | null>>
  /** Media type of the answer when it is not JSON. */
  readonly produces?: string
  /** A list is also a file (`?format=csv` or `xlsx`); this names and orders its columns, which else follow its shape. */
  readonly file?: ListFile
  /** Further problem statuses worth documenting. */
  readonly problems?: readonly number[]
}

export interface Call<Query, Body> {
  readonly scope: Scope
  readonly query: Query
  readonly body: Body
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** A path parameter as id; a malformed one is answered like an unknown one. */
  readonly id: <Kind extends string>(name: string) => Id<Kind>
  readonly if_match: string | null
}

export interface Endpoint<Query extends TSchema, Body extends TSchema> extends EndpointDescription {
  readonly query?: Query
  readonly body?: Body
  readonly handle: (call: Call<Static<Query>, Static<Body>>) => Promise<unknown>
}

/** Registers a route under /api/v1. The first 2xx of `answers` is the status unless the handler set another. */
export function endpoint<Query extends TSchema, Body extends TSchema>(
  app: FastifyInstance,
  definition: Endpoint<Query, Body>,
): void {
  const list = definition.method === 'GET' ? listColumns(definition.answers[200], definition.file) : null
  const described = list === null ? definition : { ...definition, query: withFormat(definition.query) }
  const readQuery = queryReader(described.query)
  const checkBody = definition.body === undefined ? null : compileCheck(definition.body)
  const status = Number(Object.keys(definition.answers).find((code) => code.startsWith('2')) ?? 200)
  app.route({
    method: definition.method,
    url: `/api/v1${definition.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    config: { endpoint: described },
    schema: { response: responseSchemas(definition) },
    handler: async (request, reply) => {
      const query = readQuery(request.query as Readonly<Record<string, unknown>>) as AnyQuery
      const isForm = request.isMultipart()
      if (isForm && definition.multipart === undefined) throw wrongMediaType()
      if (definition.body_optional === true) request.body ??= {}
      if (checkBody !== null && !isForm) requireValid(checkBody(request.body))
      if (checkBody === null && definition.multipart === undefined) refuseBody(request)
      reply.code(status)
      const call = {
        scope: request.scope as Scope,
        query: query as Static<Query>,
        body: request.body as Static<Body>,
        request,
        reply,
        id: <Kind extends string>(name: string) => idParameter<Kind>(request, name),
        if_match: request.headers['if-match'] ?? null,
      }
      if (list !== null && query.format !== undefined) return sendList(definition, list, { ...call, query })
      const answer = await definition.handle(call)
      if (reply.sent) return reply
      const tag = entityTag(answer)
      if (tag !== null) reply.header('etag', tag)
      return reply.statusCode === 204 ? reply.send() : reply.send(answer)
    },
  })
}

/** What any list may be asked beside its own query. */
interface AnyQuery {
  readonly format?: ListFormat
}

function withFormat(schema: TSchema | undefined): TSchema {
  const { properties = {} } = (schema ?? {}) as { properties?: Record<string, TSchema> }
  return Shape({ ...properties, format: Type.Optional(OneOf(['csv', 'xlsx'])) })
}

/** Answers all pages of a list as one file. */
async function sendList<Query extends TSchema, Body extends TSchema>(
  definition: Endpoint<Query, Body>,
  columns: readonly ListColumn[],
  { query, ...call }: Omit<Call<Static<Query>, Static<Body>>, 'query'> & { readonly query: AnyQuery },
): Promise<FastifyReply> {
  const { format = 'csv', ...asked } = query
  const name = definition.file?.name ?? definition.operation_id
  const read = async (cursor: string | null): Promise<ListPage> => {
    const page = pageQuery(asked, definition.query, cursor) as Static<Query>
    const answer = await definition.handle({ ...call, query: page })
    return (typeof answer === 'string' ? JSON.parse(answer) : answer) as ListPage
  }
  const first = await read(null)
  const stream = listStream({ format, name, columns, first, next: read })
  return call.reply
    .type(listMediaTypes[format])
    .header('content-disposition', `attachment; filename="${name}.${format}"`)
    .send(stream)
}

function responseSchemas(definition: EndpointDescription): Record<string, TSchema> {
  const entries = Object.entries(definition.answers).filter((entry): entry is [string, TSchema] => entry[1] !== null)
  return definition.produces === undefined ? Object.fromEntries(entries) : {}
}

function wrongMediaType(): Problem {
  return new Problem(415, 'MEDIA_TYPE', 'Ce type de contenu n’est pas accepté ici.')
}

function requireValid(violations: ReturnType<ReturnType<typeof compileCheck>>): void {
  if (violations.length > 0) throw unprocessable(violations)
}

/** A body where none is expected is a mistake, except the empty object that some clients always send. */
function refuseBody(request: FastifyRequest): void {
  const body = request.body
  if (body === undefined || body === null) return
  if (typeof body === 'object' && Object.keys(body).length === 0) return
  throw unprocessable([{ pointer: '', code: 'UNKNOWN_FIELD', detail: 'Cette adresse n’attend pas de corps.' }])
}

function idParameter<Kind extends string>(request: FastifyRequest, name: string): Id<Kind> {
  const text = (request.params as Readonly<Record<string, string | undefined>>)[name] ?? ''
  const id = parseId<Kind>(text)
  if (id === null) throw notFound()
  return id
}

interface PropertySchema {
  readonly type?: string
}

/** Query texts become integers and booleans where the schema says so, and only when written canonically. */
function queryReader(schema: TSchema | undefined): (query: Readonly<Record<string, unknown>>) => unknown {
  const check = compileCheck(schema ?? Shape({}))
  const { properties = {} } = (schema ?? {}) as { properties?: Readonly<Record<string, PropertySchema>> }
  return (query) => {
    const read = Object.fromEntries(
      Object.entries(query).map(([name, value]) => [name, queryValue(properties[name], value)]),
    )
    const violations = check(read)
    if (violations.length > 0) throw unprocessable(violations)
    return read
  }
}

function queryValue(schema: PropertySchema | undefined, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (schema?.type === 'integer' && /^(?:0|-?[1-9]\d{0,14})$/.test(value)) return Number(value)
  if (schema?.type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

/** Refuses a PATCH whose If-Match names another state than the one in the database. */
export function requireMatch(ifMatch: string | null, current: unknown): void {
  if (ifMatch === null || ifMatch === '*') return
  const tag = entityTag(current)
  if (tag === null || !ifMatch.split(',').some((candidate) => candidate.trim() === tag)) {
    throw new Problem(412, 'STALE', 'Cet élément a changé depuis que vous l’avez lu.', {
      detail: 'Relisez-le, puis recommencez.',
    })
  }
}
