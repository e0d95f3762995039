// A problem in the reader's words: by its code where the catalogue knows it, else as the server wrote it (in French).
import type { Catalogue, Language } from './i18n/catalogue.ts'
import { translate } from './i18n/catalogue.ts'
import { ApiProblem, type FieldError } from './problem.ts'

export interface ProblemText {
  readonly title: string
  readonly detail: string
  /** The language of the server's own sentences, when it is not the reader's. */
  readonly lang?: 'fr'
  readonly requestId: string | null
}

/** The title and detail to show for anything thrown. */
export function problemText(error: unknown, catalogue: Catalogue, language: Language): ProblemText {
  const say = (key: string, values = {}): string => translate(catalogue, language, key, values)
  if (!(error instanceof ApiProblem)) {
    return { title: say('problem.page.title'), detail: say('problem.page.detail'), requestId: null }
  }
  const requestId = error.request_id
  const violations = violationsOf(error)
  if (violations.length > 0) return { ...violationText(violations, catalogue, language), detail: '', requestId }
  const known = sentenceOf(error.code, catalogue, language)
  const wait = error.retry_after_seconds === null ? '' : say('problem.retryAfter', { count: error.retry_after_seconds })
  if (error.status === 0 || error.title === '' || (language !== 'fr' && known !== null)) {
    const title =
      known ?? say(error.status >= 500 ? 'problem.server' : 'problem.refused', { status: String(error.status) })
    return { title, detail: wait, requestId }
  }
  const detail = [error.detail, wait].filter((part) => part !== '').join(' ')
  return { title: error.title, detail, requestId, ...(language === 'fr' ? {} : { lang: 'fr' as const }) }
}

/** The reasons of a refusal that names them all; beside them, what it is called in general says nothing. */
export function violationsOf(error: unknown): readonly FieldError[] {
  return error instanceof ApiProblem && error.status === 422 ? error.errors : []
}

function violationText(
  violations: readonly FieldError[],
  catalogue: Catalogue,
  language: Language,
): Pick<ProblemText, 'title' | 'lang'> {
  const texts = new Set(violations.map((field) => fieldErrorText(field, catalogue, language)))
  const isKnown = violations.every(({ code = '' }) => sentenceOf(code, catalogue, language) !== null)
  return { title: [...texts].join(' '), ...(language === 'fr' || isKnown ? {} : { lang: 'fr' as const }) }
}

/** The sentence for one refused field. */
export function fieldErrorText(error: FieldError, catalogue: Catalogue, language: Language): string {
  const known = error.code === undefined ? null : sentenceOf(error.code, catalogue, language)
  return known ?? error.detail
}

function sentenceOf(code: string, catalogue: Catalogue, language: Language): string | null {
  const key = `problem.${code}`
  return Object.hasOwn(catalogue, key) ? translate(catalogue, language, key) : null
}
