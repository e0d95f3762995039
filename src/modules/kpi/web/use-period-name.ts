// Names of periods in the reader's language, for components.
import { useCallback } from 'react'
import { useI18n } from '#web/i18n/use-i18n.tsx'
import { periodName } from './periods.ts'

export function usePeriodName(): (label: string) => string {
  const { language } = useI18n()
  return useCallback((label) => periodName(label, language), [language])
}
