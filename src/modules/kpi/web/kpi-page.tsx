// A KPI told from top to bottom: the verdict and why, the figure, its course, what is done about it, its history.
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { DownloadButton } from '#web/components/download-button.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { ErrorState, PageSkeleton } from '#web/components/states.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { useRouteParam, useUrlParam } from '#web/url-param.ts'
import type { Kpi } from '../schemas.ts'
import { ActionSection } from './action-section.tsx'
import { LockLine } from './closing-section.tsx'
import { AlertDialog } from './alert-dialog.tsx'
import { AlertLine } from './alert-line.tsx'
import { CommentSection } from './comment-section.tsx'
import { FormulaSection } from './formula-section.tsx'
import { KpiFigures } from './kpi-figures.tsx'
import { KpiMenu } from './kpi-menu.tsx'
import { KpiStatus } from './kpi-status.tsx'
import type { KpiKey } from './messages-fr.ts'
import { kpiQuery } from './queries.ts'
import { ThresholdSection } from './threshold-section.tsx'
import { ValueDialog } from './value-dialog.tsx'
import { ValueSection } from './value-section.tsx'
import './kpi.css'

export function KpiPage(): ReactNode {
  const t = useT<KpiKey>()
  const id = useRouteParam('kpiId')
  const kpi = useQuery(kpiQuery(id))
  if (kpi.isPending) return <PageSkeleton />
  if (kpi.isError) {
    return (
      <>
        <PageHeader title={t('kpi.kpis.one')} above={[{ label: t('kpi.dashboards.title'), to: '/dashboards' }]} />
        <ErrorState error={kpi.error} retry={() => void kpi.refetch()} />
      </>
    )
  }
  return <LoadedKpi kpi={kpi.data} />
}

function LoadedKpi({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const [entering, setEntering] = useUrlParam('new')
  return (
    <>
      <PageHeader
        title={kpi.name}
        above={[
          { label: t('kpi.dashboards.title'), to: '/dashboards' },
          { label: kpi.dashboard_title, to: `/dashboards/${kpi.dashboard_id}` },
        ]}
        badge={
          <>
            <KpiStatus kpi={kpi} />
            <span className="quiet small">
              <LockLine through={kpi.locked_through} />
            </span>
            {kpi.is_active ? null : <span className="quiet small">{t('kpi.kpis.inactive')}</span>}
          </>
        }
        verdict={<Verdict kpi={kpi} />}
        action={
          <>
            {kpi.can_enter ? (
              <Button data-create leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setEntering('1')}>
                {t('kpi.values.add')}
              </Button>
            ) : null}
            <DownloadButton
              label={t('kpi.documents.pdf')}
              path={`/kpis/${kpi.id}/report.pdf`}
              fileName={`${kpi.code ?? kpi.name}.pdf`}
            />
            {kpi.can_edit ? <KpiMenu kpi={kpi} /> : null}
          </>
        }
      />
      <KpiFigures kpi={kpi} />
      {kpi.is_computed ? <FormulaSection kpi={kpi} /> : null}
      <AlertLine kpi={kpi} />
      <ValueSection kpi={kpi} />
      <ActionSection kpi={kpi} />
      <CommentSection parent={{ kind: 'kpis', id: kpi.id }} />
      <ThresholdSection kpi={kpi} />
      <AlertDialog kpi={kpi} />
      <ValueDialog opened={entering !== ''} close={() => setEntering('')} kpi={kpi} />
    </>
  )
}

/** The server's own sentence: it is in French whatever the language of the page. */
function Verdict({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  if (kpi.latest_explanation === null) return t('kpi.kpis.noValue')
  return (
    <>
      <span lang="fr">{kpi.latest_explanation}</span>
      {kpi.expired_since === null ? null : (
        <span> {t('kpi.standing.expiredSince', { day: format.day(kpi.expired_since) })}</span>
      )}
    </>
  )
}
