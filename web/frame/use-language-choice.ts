// Choosing a language: at once in this browser, and kept with the account for e-mails.
import { useMutation } from '@tanstack/react-query'
import { patch } from '../api.ts'
import { useProblemToast } from '../components/use-problem-toast.ts'
import type { Language } from '../i18n/catalogue.ts'
import { useI18n } from '../i18n/use-i18n.tsx'

export function useLanguageChoice(): (language: Language) => void {
  const { setLanguage } = useI18n()
  const onFailure = useProblemToast()
  const keep = useMutation({ mutationFn: (language: Language) => patch('/auth/me', { language }), onError: onFailure })
  return (language) => {
    setLanguage(language).then(() => keep.mutate(language), onFailure)
  }
}
