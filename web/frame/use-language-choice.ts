// Choosing a language: at once in this browser.
import { useI18n } from '../i18n/use-i18n.tsx'
import type { Language } from '../i18n/catalogue.ts'

export function useLanguageChoice(): (language: Language) => void {
  const { setLanguage } = useI18n()
  return setLanguage
}
