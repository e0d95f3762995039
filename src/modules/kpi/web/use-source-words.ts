// What the sentences about a source need: the catalogue, the organisation's clock, the language.
import { useMemo } from 'react'
import { localeOf } from '#web/i18n/catalogue.ts'
import { useI18n, useT } from '#web/i18n/use-i18n.tsx'
import type { KpiKey } from './messages-fr.ts'
import type { Words } from './source-words.ts'

export function useSourceWords(): Words {
  const t = useT<KpiKey>()
  const { format, language } = useI18n()
  return useMemo(() => ({ t, format, locale: localeOf(language) }), [t, format, language])
}
