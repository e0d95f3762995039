// The operations of the API as its own OpenAPI document tells them, for tests that must leave none out.
import type { FastifyInstance } from 'fastify'
import type { TSchema } from 'typebox'
import { compileCheck } from '#kernel/http/validation.ts'
import type { Answer } from './app.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface QueryParameter {
  readonly name: string
  readonly required: boolean
  readonly schema: { readonly type?: string; readonly examples?: readonly string[] }
}

export interface Operation {
  readonly id: string
  readonly method: Method
  /** Under /api/v1, parameters as `{kpi_id}`. */
  readonly path: string
  /** Null for a public operation. */
  readonly permission: string | null
  readonly params: readonly string[]
  readonly query: readonly QueryParameter[]
  readonly takesBody: boolean
  /** The properties of its JSON body. */
  readonly bodyFields: readonly string[]
  /** What is wrong with an answer; an undeclared status is wrong too. */
  readonly check: (answer: Answer) => readonly string[]
}

interface Media {
  readonly schema: TSchema & { readonly properties?: Readonly<Record<string, unknown>> }
}

interface DocumentedOperation {
  readonly operationId: string
  readonly description: string
  readonly parameters: readonly (QueryParameter & { readonly in: string })[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>
}

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>
  readonly components: { readonly schemas: { readonly Problem: TSchema } }
}

/** Reads the document that the application serves. */
export async function readOperations(app: FastifyInstance): Promise<readonly Operation[]> {
  const document = (await app.inject({ url: '/api/v1/openapi.json' })).json<OpenApiDocument>()
  const checkProblem = compileCheck(document.components.schemas.Problem)
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Operation => {
      const body = operation.requestBody?.content['application/json']?.schema
      return {
        id: operation.operationId,
        method: method.toUpperCase() as Method,
        path: path.replace('/api/v1', ''),
        permission: /^Permission `([^`]+)`/.exec(operation.description)?.[1] ?? null,
        params: operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name),
        query: operation.parameters.filter((one) => one.in === 'query'),
        takesBody: operation.requestBody !== undefined,
        bodyFields: Object.keys(body?.properties ?? {}),
        check: checkerOf(operation, checkProblem),
      }
    }),
  )
}

/** Fills the parameters of a path. Ids are named by parameter; a plain `{id}` by its path up to there. */
export function pathWith(path: string, idOf: (key: string) => string): string {
  return path.replaceAll(/\{(\w+)\}/g, (parameter, name: string, at: number) =>
    encodeURIComponent(idOf(keyOf(path, name, path.slice(0, at) + parameter))),
  )
}

/** A formula is asked of a KPI that has one. */
function keyOf(path: string, name: string, place: string): string {
  if (path.startsWith('/kpis/{kpi_id}/formula')) return 'computed_kpi_id'
  return name === 'id' ? place : name
}

function checkerOf(operation: DocumentedOperation, checkProblem: ReturnType<typeof compileCheck>): Operation['check'] {
  const checks = new Map(
    Object.entries(operation.responses).flatMap(([status, { content }]) => {
      const schema = content?.['application/json']?.schema
      return schema === undefined ? [] : [[Number(status), compileCheck(schema)] as const]
    }),
  )
  return (answer) => {
    const status = answer.statusCode
    const declared = operation.responses[status]
    if (declared === undefined) return [`status ${status} is not declared`]
    const type = (answer.headers['content-type'] ?? '').split(';')[0] ?? ''
    const types = Object.keys(declared.content ?? {})
    if (types.length === 0) return answer.body === '' ? [] : ['a body where none is declared']
    if (!types.some((one) => one.split(';')[0] === type)) return [`${type} instead of ${types.join(' or ')}`]
    const check = status >= 400 ? checkProblem : checks.get(status)
    if (check === undefined) return []
    return check(answer.json()).map(({ pointer, detail }) => `${pointer}: ${detail}`)
  }
}
