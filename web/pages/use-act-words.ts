// What acts are called, in the reader's language: those of the kernel and of every module.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { useI18n } from '../i18n/use-i18n.tsx'
import type { ActWords } from '../module.ts'
import { webModules } from '../modules.ts'
import { acts as kernelActs } from './audit-acts.ts'

const actWordsQuery = queryOptions({
  queryKey: ['act-words'],
  queryFn: async (): Promise<ActWords> => {
    const all = [kernelActs, ...(await Promise.all(webModules.flatMap((module) => module.acts?.() ?? [])))]
    return {
      fr: Object.assign({}, ...all.map(({ fr }) => fr)) as ActWords['fr'],
      en: Object.assign({}, ...all.map(({ en }) => en)) as ActWords['en'],
    }
  },
  staleTime: Infinity,
})

export interface ActNames {
  /** In words; an act that this build does not know keeps its name. */
  readonly nameOf: (act: string) => string
  /** Every act, by its words. */
  readonly choices: readonly { readonly value: string; readonly label: string }[]
}

export function useActWords(): ActNames {
  const { language } = useI18n()
  const words = useQuery(actWordsQuery).data?.[language]
  const nameOf = useCallback((act: string) => words?.[act] ?? act, [words])
  const choices = useMemo(
    () =>
      Object.entries(words ?? {})
        .map(([value, label]) => ({ value, label }))
        .toSorted((one, other) => one.label.localeCompare(other.label, language)),
    [words, language],
  )
  return { nameOf, choices }
}
