// The settings of a source as one reads them, and what is wrong with it together with the way out.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Notice } from '#web/components/problem-notice.tsx'
import { useIsAdmin, useMe } from '#web/frame/use-session.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { ImportSource } from '../source-schemas.ts'
import { mappingsQuery } from './import-queries.ts'
import { nextOf, rhythmOf, whenOf } from './source-words.ts'
import type { SourceActs } from './use-source-acts.ts'
import { useSourceWords } from './use-source-words.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-imports.ts'
import './messages-sources.ts'

const stopCodes = ['TOO_MANY_FAILURES', 'OWNER_INACTIVE', 'SECRET_UNREADABLE'] as const

interface TroubleProps {
  readonly source: ImportSource
  readonly acts: SourceActs
}

/** Nothing while all is well. */
export function SourceTrouble({ source, acts }: TroubleProps): ReactNode {
  const words = useSourceWords()
  const { t } = words
  const me = useMe()
  const isAdmin = useIsAdmin()
  const stopped = stopCodes.find((code) => code === source.stopped_code)
  const failed = source.last_outcome === 'FAILED' && !source.is_running
  if (stopped === undefined && !failed) return null
  const title =
    stopped === undefined
      ? t('kpi.sources.failingTitle', { count: Math.max(1, source.failures) })
      : t('kpi.sources.stoppedTitle')
  const takeOver = (): void =>
    acts.change(source, { owner_id: me.user.id, is_active: true }, t('kpi.sources.takenOver'))
  return (
    <Notice tone="warning" title={title}>
      {stopped === undefined ? null : <p>{t(`kpi.sources.stopped.${stopped}`)}</p>}
      {failed ? (
        <p>
          <span lang="fr">{source.last_error_message}</span>{' '}
          <span className="quiet small nowrap">
            {source.last_run_at === null ? null : whenOf(words, source.last_run_at)}
          </span>
        </p>
      ) : null}
      {stopped === 'OWNER_INACTIVE' && isAdmin ? (
        <p>
          <Button size="xs" onClick={takeOver}>
            {t('kpi.sources.takeOver')}
          </Button>
        </p>
      ) : null}
    </Notice>
  )
}

export function SourceFacts({ source }: { readonly source: ImportSource }): ReactNode {
  const words = useSourceWords()
  const t = useT<KpiKey>()
  const mappings = useQuery(mappingsQuery).data?.items ?? []
  const mapping = mappings.find(({ id }) => id === source.mapping_id)
  const access = t(`kpi.sources.credentials.${source.credentials}`)
  const facts: readonly (readonly [string, string])[] = [
    [t('kpi.sources.url'), source.url],
    [t('kpi.sources.column.rhythm'), rhythmOf(words, source)],
    [t('kpi.sources.column.next'), nextOf(words, source)],
    [t('kpi.sources.owner'), source.owner_name],
    [t('kpi.sources.credentials'), source.user_name === null ? access : `${access} · ${source.user_name}`],
    [t('kpi.sources.mapping'), mapping?.name ?? t('kpi.sources.mappingNone')],
    [t('kpi.imports.onDuplicate'), t(`kpi.imports.onDuplicate.${source.on_duplicate}`)],
    [t('kpi.imports.mode'), t(`kpi.imports.mode.${source.mode}`)],
  ]
  return (
    <section aria-label={t('kpi.sources.facts')}>
      <dl className="source-facts">
        {facts.map(([label, fact]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
