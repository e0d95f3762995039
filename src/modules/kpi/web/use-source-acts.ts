// What may be done to a source with one click: reading it, pausing it, setting it going; each says what came of it.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { ImportSource, SourceRun } from '../source-schemas.ts'
import { refresh } from './keys.ts'
import { changeSource, readSource } from './source-queries.ts'
import { gainOf } from './source-words.ts'
import type { KpiTranslate } from './source-words.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-sources.ts'

export interface SourceActs {
  /** The id of the source that is being read from here; empty: none. */
  readonly reading: string
  readonly read: (source: ImportSource, options?: { readonly force: boolean }) => void
  readonly change: (source: ImportSource, change: Readonly<Record<string, unknown>>, message: string) => void
}

export function useSourceActs(): SourceActs {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const [reading, setReading] = useState('')
  const readAndTell = async (source: ImportSource, force: boolean): Promise<void> => {
    setReading(source.id)
    try {
      const run = await readSource(source.id, force)
      showToast(sentenceOf(t, run), run.outcome === 'FAILED' ? { tone: 'problem' } : {})
    } finally {
      setReading('')
      await refresh(queryClient, 'source')
    }
  }
  const changeAndTell = async (
    id: string,
    change: Readonly<Record<string, unknown>>,
    message: string,
  ): Promise<void> => {
    await changeSource(id, change)
    await refresh(queryClient, 'source')
    showToast(message)
  }
  return {
    reading,
    read: (source, { force } = { force: false }) => void readAndTell(source, force).catch(onFailure),
    change: ({ id }, change, message) => void changeAndTell(id, change, message).catch(onFailure),
  }
}

function sentenceOf(t: KpiTranslate, { outcome, source }: SourceRun): string {
  const { name } = source
  if (outcome === 'IMPORTED') return t('kpi.sources.done.IMPORTED', { name, what: gainOf(t, source.last_job) })
  if (outcome === 'FAILED') return t('kpi.sources.done.FAILED', { name, why: source.last_error_message ?? '' })
  return t(`kpi.sources.done.${outcome}`, { name })
}
