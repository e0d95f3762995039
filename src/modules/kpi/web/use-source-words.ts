// What the sentences about a source need: the catalogue, the organisation's clock, the language.
import { useMemo } from 'react'
import { localeOf } from '#web/i18n/catalogue.ts'
import { useI18n } from '#web/i18n/use-i18n.tsx'
import type { Words } from './source-words.ts'
import { useSourceT } from './use-source-t.ts'

export function useSourceWords(): Words {
  const t = useSourceT()
  const { format, language } = useI18n()
  return useMemo(() => ({ t, format, locale: localeOf(language) }), [t, format, language])
}
