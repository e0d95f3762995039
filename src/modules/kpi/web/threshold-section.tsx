// The rule of a KPI in words, its versions over time, and how to change it.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorState, LinesSkeleton } from '#web/components/states.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { useUrlParam } from '#web/url-param.ts'
import { useMemberNames } from '#web/pages/use-member-names.ts'
import type { Kpi, ThresholdVersion } from '../schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { thresholdsQuery } from './queries.ts'
import { ThresholdDialog } from './threshold-dialog.tsx'
import { useRuleSentence } from './use-rule-sentence.ts'

export function ThresholdSection({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const sentence = useRuleSentence()
  const [dialog, setDialog] = useUrlParam('edit')
  return (
    <section className="section">
      <div className="section-head">
        <h2>{t('kpi.thresholds.title')}</h2>
        {kpi.can_edit ? (
          <Button variant="default" size="xs" onClick={() => setDialog('thresholds')}>
            {t('kpi.thresholds.edit')}
          </Button>
        ) : null}
      </div>
      <p>{sentence(kpi, kpi.unit)}</p>
      <Versions kpi={kpi} />
      <ThresholdDialog opened={dialog === 'thresholds'} close={() => setDialog('')} kpi={kpi} />
    </section>
  )
}

function Versions({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const versions = useQuery(thresholdsQuery(kpi.id))
  if (versions.isPending) return <LinesSkeleton lines={2} />
  if (versions.isError) return <ErrorState error={versions.error} retry={() => void versions.refetch()} />
  if (versions.data.items.length < 2) return null
  return (
    <details className="kpi-versions">
      <summary>{t('kpi.thresholds.versions', { count: versions.data.items.length })}</summary>
      <ol className="plain-list lined">
        {versions.data.items.map((version) => (
          <Version key={version.id} version={version} unit={kpi.unit} />
        ))}
      </ol>
    </details>
  )
}

function Version({ version, unit }: { readonly version: ThresholdVersion; readonly unit: string | null }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const sentence = useRuleSentence()
  const nameOf = useMemberNames()
  const from = version.effective_from === null ? null : format.day(version.effective_from)
  const until = version.effective_until === null ? null : format.day(version.effective_until)
  return (
    <li className="kpi-version" data-superseded={version.superseded_at !== null}>
      <p>
        <strong>{periodSentence(from, until, t)}</strong>
        {version.superseded_at === null ? null : <span className="quiet"> · {t('kpi.thresholds.superseded')}</span>}
      </p>
      <p>{sentence(version, unit)}</p>
      <p className="quiet small">
        {version.created_by === null ? null : `${nameOf(version.created_by)} · `}
        {format.instant(version.created_at)}
      </p>
    </li>
  )
}

function periodSentence(from: string | null, until: string | null, t: ReturnType<typeof useT<KpiKey>>): string {
  if (from === null) return until === null ? t('kpi.thresholds.always') : t('kpi.thresholds.until', { until })
  return until === null ? t('kpi.thresholds.from', { from }) : t('kpi.thresholds.between', { from, until })
}
