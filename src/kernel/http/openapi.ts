// OpenAPI 3.1, made from the endpoints themselves: what is served is what is described.
import type { FastifyInstance } from 'fastify'
import type { TSchema } from 'typebox'
import type { Policy } from '../tenancy/policy.ts'
import type { EndpointDescription } from './endpoint.ts'
import { escapeHtml } from './html.ts'
import { listMediaTypes } from './list-file.ts'
import { ProblemDocument } from './schemas.ts'

const problemTitles: Readonly<Record<number, string>> = {
  400: 'Unreadable request',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Absent, or another organisation’s',
  409: 'Conflict with the present state',
  412: 'Stale If-Match',
  413: 'Too large',
  415: 'Wrong media type',
  422: 'A rule says no',
  429: 'Throttled; see Retry-After',
  501: 'Not available on this system',
  503: 'Temporarily unavailable',
}

/** Collects endpoints as they are registered; call before the routes. */
export function collectEndpoints(app: FastifyInstance): readonly EndpointDescription[] {
  const endpoints: EndpointDescription[] = []
  app.addHook('onRoute', (route) => {
    const isOwn = route.method === route.config?.endpoint?.method // not the HEAD twin of a GET
    if (route.config?.endpoint !== undefined && isOwn) endpoints.push(route.config.endpoint)
  })
  return endpoints
}

/** Serves the document and a readable page made from it. */
export function addOpenApi(app: FastifyInstance, endpoints: readonly EndpointDescription[], policy: Policy): void {
  let document: string | null = null
  const text = (): string => (document ??= JSON.stringify(openApiDocument(endpoints, policy)))
  app.get('/api/v1/openapi.json', async (_request, reply) => reply.type('application/json; charset=utf-8').send(text()))
  app.get('/api/docs', async (_request, reply) =>
    reply
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
      .type('text/html; charset=utf-8')
      .send(docsPage(endpoints, policy)),
  )
}

/** Builds the whole document. */
export function openApiDocument(endpoints: readonly EndpointDescription[], policy: Policy): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of endpoints) {
    const path = (paths[`/api/v1${endpoint.path}`] ??= {})
    path[endpoint.method.toLowerCase()] = operation(endpoint, policy)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Socle',
      version: '1',
      description: 'One PostgreSQL, one dossier per client, one truth. Errors are application/problem+json (RFC 9457).',
      license: { name: 'AGPL-3.0-only', identifier: 'AGPL-3.0-only' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    tags: [...new Set(endpoints.map((endpoint) => endpoint.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: ProblemDocument },
    },
  }
}

function operation(endpoint: EndpointDescription, policy: Policy): Record<string, unknown> {
  const isPublic = endpoint.permission === 'public'
  return {
    operationId: endpoint.operation_id,
    summary: endpoint.summary,
    description: isPublic
      ? 'Public.'
      : `Permission \`${endpoint.permission}\`: ${reachSentence(endpoint.permission, policy)}.`,
    tags: [endpoint.tag],
    ...(isPublic ? { security: [] } : {}),
    parameters: [...pathParameters(endpoint.path), ...queryParameters(endpoint.query)],
    ...requestBody(endpoint),
    responses: { ...successes(endpoint), ...problems(endpoint, isPublic) },
  }
}

function reachSentence(permission: string, policy: Policy): string {
  const rule = policy[permission]
  return rule === undefined ? 'unknown' : `ADMIN ${rule.ADMIN}, USER ${rule.USER}`
}

function pathParameters(path: string): readonly unknown[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', format: 'uuid' },
  }))
}

function queryParameters(query: TSchema | undefined): readonly unknown[] {
  const { properties = {}, required = [] } = (query ?? {}) as {
    properties?: Record<string, TSchema>
    required?: readonly string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function requestBody(endpoint: EndpointDescription): Record<string, unknown> {
  const shapes = [
    ['multipart/form-data', endpoint.multipart],
    ['application/json', endpoint.body],
  ] as const
  const content = shapes.flatMap(([type, schema]) => (schema === undefined ? [] : [[type, { schema }] as const]))
  const required = endpoint.body_optional !== true
  return content.length === 0 ? {} : { requestBody: { required, content: Object.fromEntries(content) } }
}

function successes(endpoint: EndpointDescription): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(endpoint.answers).map(([status, schema]) => [
      status,
      schema === null
        ? { description: 'Done, nothing to say' }
        : {
            description: 'Done',
            content: { [endpoint.produces ?? 'application/json']: { schema }, ...files(endpoint) },
          },
    ]),
  )
}

/** A list is also a file. */
function files({ query }: EndpointDescription): Record<string, unknown> {
  const { properties = {} }: { readonly properties?: Record<string, unknown> } = query ?? {}
  if (properties['format'] === undefined) return {}
  return Object.fromEntries(Object.values(listMediaTypes).map((type) => [type, { schema: { type: 'string' } }]))
}

function problems(endpoint: EndpointDescription, isPublic: boolean): Record<string, unknown> {
  const hasBody = endpoint.body !== undefined || endpoint.multipart !== undefined
  const statuses = new Set<number>([
    ...(isPublic ? [] : [401, 403]),
    404,
    422,
    429,
    ...(hasBody ? [400, 413, 415] : []),
    ...(endpoint.method === 'PATCH' ? [412] : []),
    ...(endpoint.problems ?? []),
  ])
  return Object.fromEntries(
    [...statuses].sort().map((status) => [
      status,
      {
        description: problemTitles[status] ?? 'Problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

function docsPage(endpoints: readonly EndpointDescription[], policy: Policy): string {
  const tags = [...new Set(endpoints.map((endpoint) => endpoint.tag))]
  const sections = tags.map((tag) => {
    const items = endpoints.filter((endpoint) => endpoint.tag === tag).map((endpoint) => docsItem(endpoint, policy))
    return `<section><h2>${escapeHtml(tag)}</h2>${items.join('')}</section>`
  })
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Socle API</title><style>${docsStyle}</style></head><body><main><h1>Socle API</h1>
<p>Every address below <code>/api/v1</code>, its rights and its shapes. Machine-readable: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).
Errors are <code>application/problem+json</code> with a stable <code>code</code>.</p>
<nav aria-label="Sections">${tags.map((tag) => `<a href="#${anchor(tag)}">${escapeHtml(tag)}</a>`).join(' · ')}</nav>
${sections.join('').replaceAll(/<section><h2>([^<]+)/g, (_match, tag: string) => `<section id="${anchor(tag)}"><h2>${tag}`)}</main></body></html>`
}

function docsItem(endpoint: EndpointDescription, policy: Policy): string {
  const rights =
    endpoint.permission === 'public'
      ? 'public'
      : `${endpoint.permission}: ${reachSentence(endpoint.permission, policy)}`
  const shape = (label: string, schema: unknown): string =>
    schema === undefined || schema === null
      ? ''
      : `<h4>${label}</h4><pre tabindex="0">${escapeHtml(JSON.stringify(schema, null, 2))}</pre>`
  const answers = Object.entries(endpoint.answers).map(([status, schema]) => shape(`Answer ${status}`, schema))
  return `<details><summary><code><b>${endpoint.method}</b> ${escapeHtml(endpoint.path)}</code> ${escapeHtml(endpoint.summary)}</summary>
<p>${escapeHtml(rights)}</p>${shape('Query', endpoint.query)}${shape('Body', endpoint.body ?? endpoint.multipart)}${answers.join('')}</details>`
}

const docsStyle = `body{font:15px/1.5 system-ui,sans-serif;color:#111;background:#fff;margin:0}main{max-width:900px;margin:0 auto;padding:24px 16px}
h1{font-size:24px}h2{font-size:18px;margin-top:32px}h4{margin:12px 0 4px}summary{cursor:pointer;padding:6px 0;border-bottom:1px solid #ddd}
pre{background:#f6f6f6;padding:12px;overflow:auto;max-height:320px;font-size:13px}code b{display:inline-block;min-width:60px}a{color:#0b4fb3}
@media(prefers-color-scheme:dark){body{color:#eee;background:#111}pre{background:#1d1d1d}a{color:#8ab8ff}summary{border-color:#333}}`

function anchor(tag: string): string {
  return encodeURIComponent(tag.toLowerCase().replaceAll(' ', '-'))
}
