// The direction view: what is wrong and why, what moves, what waits, dashboard by dashboard. Prints on one A4.
import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { DownloadButton } from '#web/components/download-button.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { EmptyState, ErrorState, LinesSkeleton, PageSkeleton } from '#web/components/states.tsx'
import { StatusShare } from '#web/components/status-share.tsx'
import { useMe } from '#web/frame/use-session.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { useUrlParam } from '#web/url-param.ts'
import type { Direction } from '../reporting-schemas.ts'
import { ActionList, MissingList, TrendList } from './direction-lists.tsx'
import { DirectionOverview } from './direction-overview.tsx'
import type { KpiKey } from './messages-fr.ts'
import { countsOf } from './readings.ts'
import { directionQuery, risksQuery } from './reporting-queries.ts'
import { RiskList } from './risk-list.tsx'
import './kpi.css'
import './direction.css'

const risksAtFirst = 8
const risksMax = 50

export function DirectionPage(): ReactNode {
  const t = useT<KpiKey>()
  const direction = useQuery(directionQuery)
  if (direction.isPending) return <PageSkeleton />
  if (direction.isError) {
    return (
      <>
        <PageHeader title={t('kpi.direction.title')} />
        <ErrorState error={direction.error} retry={() => void direction.refetch()} />
      </>
    )
  }
  return <LoadedDirection direction={direction.data} />
}

function LoadedDirection({ direction }: { readonly direction: Direction }): ReactNode {
  const t = useT<KpiKey>()
  const { counts } = direction
  const kpiCount = counts.green + counts.orange + counts.red + counts.no_data + counts.no_threshold
  return (
    <div className="direction">
      <PageHeader
        title={t('kpi.direction.title')}
        verdict={<span lang="fr">{direction.verdict}</span>}
        action={
          <>
            <DownloadButton
              label={t('kpi.documents.pdf')}
              path="/reporting/direction.pdf"
              fileName={`${t('kpi.documents.directionFile', { day: direction.today })}.pdf`}
            />
            <Button
              variant="default"
              leftSection={<IconPrinter size={16} stroke={1.5} />}
              onClick={() => window.print()}
              className="no-print"
            >
              {t('kpi.direction.print')}
            </Button>
          </>
        }
      />
      <AsOf day={direction.today} />
      {kpiCount === 0 ? (
        <EmptyState title={t('kpi.direction.empty')} text={t('kpi.direction.emptyText')} />
      ) : (
        <>
          <StatusShare counts={countsOf(counts)} />
          <Risks />
          <div className="direction-columns">
            <TrendList kind="worsening" items={direction.worsening} total={counts.worsening} />
            <TrendList kind="improving" items={direction.improving} total={counts.improving} />
          </div>
          <div className="direction-columns" data-columns="3">
            <ActionList kind="lateActions" items={direction.late_actions} total={counts.late_actions} />
            <ActionList kind="dueSoon" items={direction.due_soon} total={counts.due_soon} />
            <MissingList items={direction.missing_values} total={counts.missing_values} />
          </div>
          <DirectionOverview />
        </>
      )}
    </div>
  )
}

/** On paper, the page says whose it is and when. */
function AsOf({ day }: { readonly day: string }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const me = useMe()
  return (
    <p className="direction-as-of quiet small">
      {me.organization.name} · {t('kpi.direction.asOf', { day: format.longDay(day) })}
    </p>
  )
}

function Risks(): ReactNode {
  const t = useT<KpiKey>()
  const [all, setAll] = useUrlParam('risks')
  // One more than shown tells whether there is more.
  const risks = useQuery(risksQuery(all === 'all' ? risksMax : risksAtFirst + 1))
  const items = risks.data?.items ?? []
  const shown = all === 'all' ? items : items.slice(0, risksAtFirst)
  return (
    <section className="section">
      <h2>{t('kpi.direction.risks')}</h2>
      {risks.isPending ? <LinesSkeleton lines={5} /> : null}
      {risks.isError ? <ErrorState error={risks.error} retry={() => void risks.refetch()} /> : null}
      {risks.isSuccess && items.length === 0 ? <p className="quiet">{t('kpi.direction.noRisk')}</p> : null}
      <RiskList risks={shown} />
      {items.length > shown.length ? (
        <Button variant="subtle" color="gray" size="compact-sm" className="no-print" onClick={() => setAll('all')}>
          {t('kpi.direction.allRisks')}
        </Button>
      ) : null}
    </section>
  )
}
