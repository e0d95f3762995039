// What a formula under construction would give: its sentence, how many periods, the last result, or why not.
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ProblemNotice } from '#web/components/problem-notice.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { FormulaCheck, NewFormula } from '../formula-schemas.ts'
import type { Kpi } from '../schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { usePeriodName } from './use-period-name.ts'
import './messages-formula.ts'

export interface FormulaCheckViewProps {
  readonly kpi: Kpi
  readonly body: NewFormula | null
  readonly check: UseQueryResult<FormulaCheck>
}

export function FormulaCheckView({ kpi, body, check }: FormulaCheckViewProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <section className="formula-check" aria-live="polite" aria-busy={check.isFetching}>
      <h3>{t('kpi.formula.check')}</h3>
      {body === null ? <p className="quiet">{t('kpi.formula.incomplete')}</p> : null}
      {body !== null && check.isError ? <ProblemNotice error={check.error} /> : null}
      {body !== null && check.isSuccess ? <Outcome kpi={kpi} check={check.data} /> : null}
    </section>
  )
}

function Outcome({ kpi, check }: { readonly kpi: Kpi; readonly check: FormulaCheck }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = usePeriodName()
  const { latest_period_label: label, latest_value: value } = check
  return (
    <>
      <p className="formula-sentence" lang="fr">
        {check.sentence}
      </p>
      <p className="quiet">
        {t('kpi.formula.periods', { count: check.computed_count })}{' '}
        {check.missing_count === 0 ? null : t('kpi.formula.lacking', { count: check.missing_count })}
      </p>
      {label === null || value === null ? null : (
        <p>{t('kpi.formula.latest', { period: nameOf(label), value: format.withUnit(value, kpi.unit) })}</p>
      )}
    </>
  )
}
