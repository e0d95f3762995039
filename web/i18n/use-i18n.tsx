// The chosen language for components: `t`, formats, and the switch.
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import {
  languages,
  loadCatalogue,
  translate,
  type Catalogue,
  type Language,
  type Messages,
  type MessageValues,
} from './catalogue.ts'
import { createFormat, type Format } from './format.ts'
import type { MessageKey } from './fr.ts'

export type Translate<Key extends string> = (key: Key, values?: MessageValues) => string

interface I18n {
  readonly language: Language
  /** Chosen by the person: kept for this browser. Rejects when its sentences cannot be fetched. */
  readonly setLanguage: (language: Language) => Promise<void>
  /** That of the account; a choice made in this browser wins. */
  readonly adoptLanguage: (language: Language) => Promise<void>
  readonly catalogue: Catalogue
  readonly format: Format
  readonly setTimeZone: (timeZone: string | undefined) => void
}

const storageKey = 'socle.language'
const I18nContext = createContext<I18n | null>(null)

/** A language with its sentences. */
export interface Reading {
  readonly language: Language
  readonly catalogue: Catalogue
}

/** What this browser reads: its choice, else French; French too while the sentences of its choice cannot be fetched. */
export async function firstReading(messages: Messages): Promise<Reading> {
  const language = storedLanguage() ?? 'fr'
  try {
    return { language, catalogue: await loadCatalogue(messages, language) }
  } catch {
    // The frame asks for them once more, and then says what is wrong.
    return { language: 'fr', catalogue: messages.fr }
  }
}

export interface I18nProviderProps {
  readonly messages: Messages
  readonly first: Reading
  readonly children: ReactNode
}

export function I18nProvider({ messages, first, children }: I18nProviderProps): ReactNode {
  const [{ language, catalogue }, setReading] = useState(first)
  const [timeZone, setTimeZone] = useState<string | undefined>(undefined)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const adoptLanguage = useCallback(
    async (next: Language) => {
      const shown = storedLanguage() ?? next
      setReading({ language: shown, catalogue: await loadCatalogue(messages, shown) })
    },
    [messages],
  )
  const value = useMemo(
    () => ({
      language,
      setLanguage: async (next: Language) => {
        const chosen = { language: next, catalogue: await loadCatalogue(messages, next) }
        localStorage.setItem(storageKey, next)
        setReading(chosen)
      },
      adoptLanguage,
      catalogue,
      format: createFormat(language, timeZone),
      setTimeZone,
    }),
    [language, catalogue, messages, adoptLanguage, timeZone],
  )
  return <I18nContext value={value}>{children}</I18nContext>
}

/** The language, its formats, and how to change them. */
export function useI18n(): I18n {
  const value = useContext(I18nContext)
  if (value === null) throw new Error('useI18n needs an I18nProvider above it.')
  return value
}

export function useFormat(): Format {
  return useI18n().format
}

/** The sentences of the shell; a module adds its keys: `useT<KpiKey>()`. */
export function useT<Key extends string = never>(): Translate<MessageKey | Key> {
  const { catalogue, language } = useI18n()
  return useCallback((key, values) => translate(catalogue, language, key, values), [catalogue, language])
}

function storedLanguage(): Language | undefined {
  const stored = localStorage.getItem(storageKey)
  return languages.find((language) => language === stored)
}
