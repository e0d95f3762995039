// The sentences of sources beside those of the module: they come with their pages, so that the first page weighs less.
import { useCallback, useMemo } from 'react'
import { translate } from '#web/i18n/catalogue.ts'
import type { MessageKey } from '#web/i18n/fr.ts'
import { useI18n, type Translate } from '#web/i18n/use-i18n.tsx'
import type { KpiKey } from './messages-fr.ts'
import { sourcesEn, sourcesFr, type SourceKey } from './messages-sources.ts'

export type SourceTranslate = Translate<MessageKey | KpiKey | SourceKey>

export function useSourceT(): SourceTranslate {
  const { catalogue, language } = useI18n()
  const all = useMemo(() => ({ ...catalogue, ...(language === 'fr' ? sourcesFr : sourcesEn) }), [catalogue, language])
  return useCallback((key, values) => translate(all, language, key, values), [all, language])
}
