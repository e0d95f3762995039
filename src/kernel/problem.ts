// The one error thrown on purpose, rendered as application/problem+json (RFC 9457).

/** One thing wrong with an input: where (JSON pointer), a stable code, and a sentence. */
export interface Violation {
  readonly pointer: string
  readonly code: string
  readonly detail: string
}

export interface ProblemExtras {
  readonly detail?: string
  readonly errors?: readonly Violation[]
  readonly headers?: Readonly<Record<string, string>>
  /** Members added to the document, such as `existing_id` or `job_id`. */
  readonly members?: Readonly<Record<string, unknown>>
}

/** An expected failure. `code` is UPPER_SNAKE and stable for ever; the title is a short French sentence. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly extras: ProblemExtras

  constructor(status: number, code: string, title: string, extras: ProblemExtras = {}) {
    super(`${code}: ${title}`)
    this.status = status
    this.code = code
    this.title = title
    this.extras = extras
  }
}

/** Absent, or another organisation's: the same answer for both. */
export function notFound(): Problem {
  return new Problem(404, 'NOT_FOUND', 'Introuvable.')
}

/** The person may see the thing but not do this to it. */
export function forbidden(): Problem {
  return new Problem(403, 'FORBIDDEN', 'Vous n’avez pas le droit de faire cela.')
}

/** The database cannot be reached; whoever asks again in a moment may be answered. A write may or may not have been kept. */
export function databaseUnavailable(cause: unknown): Problem {
  const problem = new Problem(503, 'DATABASE_UNAVAILABLE', 'La base de données ne répond pas.', {
    detail: 'Recommencez dans un instant.',
    headers: { 'retry-after': '5' },
  })
  problem.cause = cause
  return problem
}

/** Nobody is known by this token any more: the same answer whatever is wrong. */
export function unauthenticated(): Problem {
  return new Problem(401, 'UNAUTHENTICATED', 'Connectez-vous pour continuer.', {
    headers: { 'www-authenticate': 'Bearer' },
  })
}

/** An input that breaks rules; the top code is the only violation's code, else VALIDATION_FAILED. */
export function unprocessable(errors: readonly Violation[]): Problem {
  const codes = new Set(errors.map((error) => error.code))
  const [only] = codes
  const code = codes.size === 1 && only !== undefined ? only : 'VALIDATION_FAILED'
  const detail = errors.map((error) => error.detail).join(' ')
  return new Problem(422, code, 'La demande ne respecte pas les règles.', { errors, detail })
}

/** The address of the page that explains a code. */
export function problemType(code: string): string {
  return `/problems/${code.toLowerCase().replaceAll('_', '-')}`
}

/** The document as sent. `instance` names the request, so that a report can be matched with the log. */
export function problemDocument(problem: Problem, instance: string): Record<string, unknown> {
  const { detail, errors, members } = problem.extras
  return {
    type: problemType(problem.code),
    title: problem.title,
    status: problem.status,
    code: problem.code,
    ...(detail === undefined ? {} : { detail }),
    instance,
    ...(errors === undefined ? {} : { errors }),
    ...members,
  }
}

interface SqlFailure {
  readonly code: string
  readonly constraint?: string
}

/** SQLSTATE → what the client is told. Class 22 (bad data) and 23514 mean a check slipped through the schema. */
const problemBySqlState: Readonly<Record<string, () => Problem>> = {
  '23505': () => new Problem(409, 'CONFLICT', 'Cela existe déjà.'),
  '23P01': () => new Problem(409, 'CONFLICT', 'Cela chevauche un élément existant.'),
  '23503': () => new Problem(409, 'REFERENCED', 'Un élément lié est absent ou encore utilisé.'),
  '23514': () => new Problem(422, 'VALUE_INVALID', 'Une valeur n’est pas admise.'),
  '22007': () => new Problem(422, 'VALUE_INVALID', 'Une date n’est pas lisible.'),
  '22008': () => new Problem(422, 'VALUE_INVALID', 'Une date est hors du calendrier.'),
  '22P02': () => new Problem(422, 'VALUE_INVALID', 'Une valeur n’est pas lisible.'),
  '22003': () => new Problem(422, 'VALUE_PRECISION', 'Un nombre est trop grand.'),
  '22021': () => new Problem(422, 'VALUE_INVALID', 'Un texte contient un caractère interdit.'),
  '42501': () => forbidden(),
  '40001': () => new Problem(409, 'BUSY', 'Deux modifications se sont croisées. Recommencez.'),
  '40P01': () => new Problem(409, 'BUSY', 'Deux modifications se sont croisées. Recommencez.'),
  '55P03': () => new Problem(409, 'BUSY', 'Un autre traitement occupe cet élément. Recommencez dans un instant.'),
  '57014': () => new Problem(503, 'TOO_SLOW', 'Le traitement a dépassé le temps accordé.'),
}

/** A trigger that keeps a rule raises this, with the problem's code as `constraint` and its sentences. */
const ruleOfTrigger = 'SO409'

function problemOfTrigger(error: unknown): Problem {
  const { constraint, message, detail } = error as Readonly<Record<'constraint' | 'message' | 'detail', string>>
  return new Problem(409, constraint, message, { detail })
}

/** Tells a PostgreSQL error by its five-character code, whichever driver raised it. */
export function sqlFailure(error: unknown): SqlFailure | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null
  const { code } = error
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return null
  const constraint = 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined
  return constraint === undefined ? { code } : { code, constraint }
}

/** Maps a database error to a problem; null when it is a bug and must be a 500. */
export function problemFromSql(error: unknown): Problem | null {
  const failure = sqlFailure(error)
  if (failure === null) return null
  if (failure.code === ruleOfTrigger) return problemOfTrigger(error)
  return isUnavailable(failure.code) ? databaseUnavailable(error) : (problemBySqlState[failure.code]?.() ?? null)
}

/** Connection failures (class 08), shutdown and start of the server, no connection or memory left (class 53). */
function isUnavailable(state: string): boolean {
  return /^(?:08|53|57P0[1-3])/.test(state)
}
