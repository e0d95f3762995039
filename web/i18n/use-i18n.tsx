// The chosen language for components: `t`, formats, and the switch.
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import { languages, translate, type Language, type Messages, type MessageValues } from './catalogue.ts'
import { createFormat, type Format } from './format.ts'
import type { MessageKey } from './fr.ts'

export type Translate<Key extends string> = (key: Key, values?: MessageValues) => string

interface I18n {
  readonly language: Language
  /** Chosen by the person: kept for this browser. */
  readonly setLanguage: (language: Language) => void
  /** That of the account; a choice made in this browser wins. */
  readonly adoptLanguage: (language: Language) => void
  readonly messages: Messages
  readonly format: Format
  readonly setTimeZone: (timeZone: string | undefined) => void
}

const storageKey = 'socle.language'
const I18nContext = createContext<I18n | null>(null)

export function I18nProvider({
  messages,
  children,
}: {
  readonly messages: Messages
  readonly children: ReactNode
}): ReactNode {
  const [language, setShown] = useState<Language>(() => storedLanguage() ?? 'fr')
  const [timeZone, setTimeZone] = useState<string | undefined>(undefined)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const value = useMemo(
    () => ({
      language,
      setLanguage: (next: Language) => {
        localStorage.setItem(storageKey, next)
        setShown(next)
      },
      adoptLanguage: (next: Language) => setShown(storedLanguage() ?? next),
      messages,
      format: createFormat(language, timeZone),
      setTimeZone,
    }),
    [language, messages, timeZone],
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
  const { messages, language } = useI18n()
  return useCallback((key, values) => translate(messages[language], language, key, values), [messages, language])
}

function storedLanguage(): Language | undefined {
  const stored = localStorage.getItem(storageKey)
  return languages.find((language) => language === stored)
}
