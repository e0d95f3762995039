// How a computed KPI is computed: its sentence with links, the calculation of its last period, and changing it.
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { del } from '#web/api.ts'
import { ConfirmLoss } from '#web/components/confirm-loss.tsx'
import { ErrorState, LinesSkeleton } from '#web/components/states.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import { useUrlParam } from '#web/url-param.ts'
import type { Formula } from '../formula-schemas.ts'
import type { Kpi } from '../schemas.ts'
import { Explanation } from './formula-explanation.tsx'
import { formulaQuery } from './formula-queries.ts'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { usePeriodName } from './use-period-name.ts'
import './messages-formula.ts'
import './formula.css'

export function FormulaSection({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const formula = useQuery(formulaQuery(kpi.id))
  const [dialog, setDialog] = useUrlParam('edit')
  const period = periodToExplain(kpi)
  return (
    <section className="section">
      <div className="section-head">
        <h2>{t('kpi.formula.title')}</h2>
        {kpi.can_edit ? (
          <span className="formula-acts">
            <Button variant="default" size="xs" onClick={() => setDialog('formula')}>
              {t('kpi.formula.edit')}
            </Button>
            <Button variant="default" size="xs" onClick={() => setDialog('formula-remove')}>
              {t('kpi.formula.remove')}
            </Button>
          </span>
        ) : null}
      </div>
      {formula.isPending ? <LinesSkeleton lines={2} /> : null}
      {formula.isError ? <ErrorState error={formula.error} retry={() => void formula.refetch()} /> : null}
      {formula.isSuccess ? <Sentence formula={formula.data} /> : null}
      <p className="quiet">
        {t('kpi.formula.nobodyEnters')}
        {formula.isSuccess ? ` ${t('kpi.formula.rounded', { count: formula.data.decimals })}` : null}
      </p>
      <h3 className="kpi-history-title">{t('kpi.formula.explainTitle', { period: nameOf(period) })}</h3>
      <Explanation kpiId={kpi.id} period={period} />
      <RemoveFormula kpi={kpi} opened={dialog === 'formula-remove'} close={() => setDialog('')} />
    </section>
  )
}

/** The last period that is over, or a later one that has its value already: also where a value is missing. */
function periodToExplain({ latest_period_label: latest, expected_period_label: expected }: Kpi): string {
  return latest !== null && latest > expected ? latest : expected
}

function Sentence({ formula }: { readonly formula: Formula }): ReactNode {
  return (
    <p className="formula-sentence" lang="fr">
      {formula.pieces.map((piece, index) =>
        piece.kpi_id === null ? (
          <span key={index}>{piece.text}</span>
        ) : (
          <Link key={index} to={`/kpis/${piece.kpi_id}`}>
            {piece.text}
          </Link>
        ),
      )}
    </p>
  )
}

interface RemoveFormulaProps {
  readonly kpi: Kpi
  readonly opened: boolean
  readonly close: () => void
}

function RemoveFormula({ kpi, opened, close }: RemoveFormulaProps): ReactNode {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  return (
    <ConfirmLoss
      opened={opened}
      close={close}
      title={t('kpi.formula.removeTitle', { name: kpi.name })}
      losses={[t('kpi.formula.removeLoss')]}
      confirmLabel={t('kpi.formula.remove')}
      confirm={async () => {
        await del(`/kpis/${kpi.id}/formula`)
        await refresh(queryClient, 'formula', { dashboard_id: kpi.dashboard_id, kpi_id: kpi.id })
        showToast(t('kpi.formula.removed', { name: kpi.name }))
      }}
    />
  )
}
