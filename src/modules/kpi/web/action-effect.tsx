// What a finished action changed in its KPI, in one sentence that also says when the data cannot tell.
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { KpiKey } from './messages-fr.ts'
import { actionEffectQuery } from './queries.ts'

export function ActionEffectLine({ actionId }: { readonly actionId: string }): ReactNode {
  const t = useT<KpiKey>()
  const effect = useQuery(actionEffectQuery(actionId))
  // Beside the action itself a failure needs no notice of its own: the list above shows it.
  if (effect.data === undefined) return null
  const { verdict, sentence } = effect.data
  const isMeasured = verdict === 'IMPROVED' || verdict === 'WORSENED'
  return (
    <p className="small kpi-action-effect" data-verdict={verdict}>
      <span className="kpi-action-effect-word">{t('kpi.actions.effect')}</span> <span lang="fr">{sentence}</span>
      {isMeasured ? <span className="quiet"> {t('kpi.actions.effectCaution')}</span> : null}
    </p>
  )
}
