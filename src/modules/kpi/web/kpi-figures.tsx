// The figures of a KPI: the latest value against the one before, what is expected, how it is counted, who answers for it.
import type { ReactNode } from 'react'
import { Delta } from '#web/components/delta.tsx'
import { Figure, FigureRow } from '#web/components/figure.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { Kpi } from '../schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { changeOf, isInPoints } from './readings.ts'
import { usePeriodName } from './use-period-name.ts'
import './messages-formula.ts'

export function KpiFigures({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = usePeriodName()
  const change = changeOf(kpi)
  const changeUnit = isInPoints(kpi.unit) ? t('delta.points') : kpi.unit
  return (
    <FigureRow>
      <Figure
        label={t('kpi.field.latestValue')}
        value={kpi.latest_value === null ? '–' : format.withUnit(kpi.latest_value, kpi.unit)}
        {...(kpi.latest_period_label === null ? {} : { period: nameOf(kpi.latest_period_label) })}
      />
      <Figure
        label={t('kpi.field.change')}
        value={change === null ? '–' : <Delta value={change.value} unit={changeUnit} goodness={change.goodness} />}
        {...(change === null
          ? {}
          : {
              period: [
                ...(change.of === null ? [] : [nameOf(change.of)]),
                t('kpi.kpis.against', { period: nameOf(change.against) }),
              ].join(', '),
            })}
      />
      <Expected kpi={kpi} />
      <Figure
        label={t('kpi.field.frequency')}
        value={t(`kpi.frequency.${kpi.frequency}`)}
        period={t('kpi.kpis.aggregated', { aggregation: t(`kpi.aggregation.${kpi.aggregation}`) })}
      />
      <Figure
        label={t('kpi.field.owner')}
        value={kpi.owner_name}
        {...(kpi.code === null ? {} : { period: kpi.code })}
      />
    </FigureRow>
  )
}

/** Which periods wait, or that none does: a KPI without any value is never up to date. */
function Expected({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const label = t('kpi.field.expected')
  if (!kpi.is_active) return <Figure label={label} value="–" period={t('kpi.kpis.inactive')} />
  if (kpi.is_computed) return <Figure label={label} value={t('kpi.formula.computed')} />
  const [first = '', ...others] = kpi.missing
  if (kpi.missing_since !== null) {
    const told =
      others.length === 0
        ? nameOf(first)
        : t('kpi.standing.missingSince', { count: kpi.missing.length, period: nameOf(kpi.missing_since) })
    return <Figure label={label} value={<span className="kpi-late">{t('kpi.kpis.toEnter')}</span>} period={told} />
  }
  if (kpi.standing === 'NO_DATA')
    return <Figure label={label} value={t('kpi.standing.noneYet')} period={t('kpi.standing.firstExpected')} />
  const late = kpi.latest_entered_late ? t('kpi.standing.enteredLate') : nameOf(kpi.expected_period_label)
  return <Figure label={label} value={t('kpi.kpis.upToDate')} period={late} />
}
