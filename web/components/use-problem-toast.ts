// Says what failed of an act that has no form to show it at.
import { useCallback } from 'react'
import { useI18n } from '../i18n/use-i18n.tsx'
import { problemText } from '../problem-text.ts'
import { showToast } from '../toasts.ts'

export function useProblemToast(): (error: unknown) => void {
  const { catalogue, language } = useI18n()
  return useCallback(
    (error) => {
      const text = problemText(error, catalogue, language)
      showToast([text.title, text.detail].filter((part) => part !== '').join(' '), { tone: 'problem' })
    },
    [catalogue, language],
  )
}
