// A message catalogue: typed keys, {placeholders}, plural forms by the language's own rules.

export type Language = 'fr' | 'en'

export interface PluralMessage {
  /** Said for exactly 0, where “no” reads better than “0”. */
  readonly zero?: string
  readonly one: string
  readonly other: string
}

export type Message = string | PluralMessage
export type Catalogue<Key extends string = string> = Readonly<Record<Key, Message>>
export type MessageValues = Readonly<Record<string, string | number>>

export const languages: readonly Language[] = ['fr', 'en']

/** The languages of one catalogue: English has exactly the keys of French, and travels only to whoever reads it. */
export interface Messages<Key extends string = string> {
  readonly fr: Catalogue<Key>
  readonly en: () => Promise<Catalogue<Key>>
}

const locales = { fr: 'fr-FR', en: 'en-GB' } as const

export function localeOf(language: Language): string {
  return locales[language]
}

/** Sentences that come with the code of their pages: the first load stays light. */
const late: Readonly<Record<Language, Record<string, Message>>> = { fr: {}, en: {} }

/** Adds sentences, in every language, when the code that says them arrives. A file that says them imports theirs. */
export function addMessages<Key extends string>(given: Readonly<Record<Language, Catalogue<Key>>>): void {
  for (const language of languages) Object.assign(late[language], given[language])
}

/** The sentence for a key; `count` chooses the plural form. Throws for an unknown key. */
export function translate(catalogue: Catalogue, language: Language, key: string, values: MessageValues = {}): string {
  const message = catalogue[key] ?? late[language][key]
  if (message === undefined) throw new Error(`The catalogue has no message “${key}”.`)
  return fill(typeof message === 'string' ? message : pluralForm(message, language, values), language, values)
}

/** One catalogue out of the shell's and the modules'. Throws when two define the same key. */
export function mergeMessages(all: readonly Messages[]): Messages {
  return {
    fr: mergeCatalogues(all.map((one) => one.fr)),
    en: once(async () => mergeCatalogues(await Promise.all(all.map((one) => one.en())))),
  }
}

/** What is drawn depends on the catalogue: another one with the same sentences would be drawn anew. A failure is not kept. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | null = null
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = null
      throw error
    })
    return loading
  }
}

/** The catalogue of a language, fetched first where it did not come with the page. */
export async function loadCatalogue(messages: Messages, language: Language): Promise<Catalogue> {
  return language === 'fr' ? messages.fr : messages.en()
}

function mergeCatalogues(all: readonly Catalogue[]): Catalogue {
  const merged: Record<string, Message> = {}
  for (const catalogue of all) {
    for (const [key, message] of Object.entries(catalogue)) {
      if (Object.hasOwn(merged, key)) throw new Error(`The message “${key}” is defined twice.`)
      merged[key] = message
    }
  }
  return merged
}

function pluralForm(message: PluralMessage, language: Language, values: MessageValues): string {
  const count = values['count']
  if (typeof count !== 'number') throw new Error(`The message “${message.other}” needs a count.`)
  if (count === 0 && message.zero !== undefined) return message.zero
  return new Intl.PluralRules(localeOf(language)).select(count) === 'one' ? message.one : message.other
}

function fill(text: string, language: Language, values: MessageValues): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`The message “${text}” needs “${name}”.`)
    return typeof value === 'number' ? new Intl.NumberFormat(localeOf(language)).format(value) : value
  })
}
