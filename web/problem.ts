// What the server says when it refuses: RFC 9457 problem documents, as one error class.

export interface FieldError {
  readonly pointer: string
  readonly code?: string
  readonly detail: string
}

export interface ProblemDocument {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly errors: readonly FieldError[]
  readonly request_id: string | null
  readonly retry_after_seconds: number | null
  /** Members beyond RFC 9457, such as `existing_id` or `job_id`. */
  readonly extra: Readonly<Record<string, unknown>>
}

/** A refusal of the server, or a request that never arrived (status 0, code NETWORK). */
export class ApiProblem extends Error implements ProblemDocument {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly errors: readonly FieldError[]
  readonly request_id: string | null
  readonly retry_after_seconds: number | null
  readonly extra: Readonly<Record<string, unknown>>

  constructor(document: ProblemDocument, options?: ErrorOptions) {
    super(`${document.status} ${document.code}: ${document.title}`, options)
    this.name = 'ApiProblem'
    this.status = document.status
    this.code = document.code
    this.title = document.title
    this.detail = document.detail
    this.errors = document.errors
    this.request_id = document.request_id
    this.retry_after_seconds = document.retry_after_seconds
    this.extra = document.extra
  }
}

/** Reads an answer that is not a success as a problem, whatever its body is. */
export async function problemFromResponse(response: Response): Promise<ApiProblem> {
  return problemFromText(await response.text(), response.status, (name) => response.headers.get(name))
}

/** The same for a body already read as text (XMLHttpRequest). */
export function problemFromText(text: string, status: number, header: (name: string) => string | null): ApiProblem {
  const body = parseObject(text)
  const { type: _type, title, status: _status, detail, code, instance, errors, ...extra } = body
  return new ApiProblem({
    status,
    code: asText(code) ?? `HTTP_${status}`,
    title: asText(title) ?? '',
    detail: asText(detail) ?? '',
    errors: Array.isArray(errors) ? errors.filter(isFieldError) : [],
    request_id: requestId(asText(instance), header('x-request-id')),
    retry_after_seconds: retryAfter(header('retry-after')),
    extra,
  })
}

/** The request never reached the server, or its answer never came back. */
export function networkProblem(cause: unknown): ApiProblem {
  const empty = { title: '', detail: '', errors: [], request_id: null, retry_after_seconds: null, extra: {} }
  return new ApiProblem({ ...empty, status: 0, code: 'NETWORK' }, { cause })
}

/** True for a problem with this code, at the top or at a field. */
export function hasCode(error: unknown, code: string): error is ApiProblem {
  return error instanceof ApiProblem && (error.code === code || error.errors.some((field) => field.code === code))
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    // A proxy may answer with a page of its own: the status still tells what happened.
    return {}
  }
}

function isFieldError(value: unknown): value is FieldError {
  return typeof value === 'object' && value !== null && 'pointer' in value && typeof value.pointer === 'string'
}

function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function requestId(instance: string | null, header: string | null): string | null {
  return header ?? instance?.replace(/^urn:request:/, '') ?? null
}

function retryAfter(header: string | null): number | null {
  return header !== null && /^\d+$/.test(header) ? Number(header) : null
}
