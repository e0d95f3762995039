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
  const known = sentenceOf(error.code, catalogue, language)
  const wait = error.retry_after_seconds === null ? '' : say('problem.retryAfter', { count: error.retry_after_seconds })
  if (error.status === 0 || error.title === '' || (language !== 'fr' && known !== null)) {
    const title =
      known ?? say(error.status >= 500 ? 'problem.server' : 'problem.refused', { status: String(error.status) })
    return { title, detail: wait, requestId }
  }
  // The title of a refused field is the same for all: its reason alone says more.
  const isReason = error.errors.length === 1 && error.detail !== ''
  const [title, ...rest] = [...(isReason ? [] : [error.title]), error.detail, wait].filter((part) => part !== '')
  return {
    title: title ?? '',
    detail: rest.join(' '),
    requestId,
    ...(language === 'fr' ? {} : { lang: 'fr' as const }),
  }
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
