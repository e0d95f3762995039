// The pages of a screen, made to be read from across a workshop.
import type { CSSProperties, ReactNode } from 'react'
import { Delta } from '#web/components/delta.tsx'
import { Sparkline } from '#web/components/sparkline.tsx'
import { StatusBadge } from '#web/components/status-badge.tsx'
import { useFormat, useI18n, useT } from '#web/i18n/use-i18n.tsx'
import type { ScreenContent, ScreenDirection, ScreenKpi, ScreenLetter } from '../screen-schemas.ts'
import { decimalsFor } from './bowling-reading.ts'
import { BowlingTable } from './bowling-table.tsx'
import type { KpiKey } from './messages-fr.ts'
import { isInPoints } from './readings.ts'
import { SqcdpLegend } from './sqcdp-page.tsx'
import { SqcdpLetterView } from './sqcdp-letter.tsx'
import type { TvPage } from './tv-rotation.ts'
import { usePeriodName } from './use-period-name.ts'
import { ValueMarks } from './value-marks.tsx'
import './messages-screens.ts'

/** The size of a unit beside its figure, as in the styles. */
const unitShare = 0.45

/** More names than these would fill the line that they share with the figures. */
const namedMax = 3

export function TvSlide({ page, content }: { readonly page: TvPage; readonly content: ScreenContent }): ReactNode {
  const { slide, from, to } = page
  if (slide.direction !== null) return <DirectionSlide direction={slide.direction} />
  if (slide.bowling !== null)
    return <BowlingTable chart={slide.bowling} rows={slide.bowling.rows.slice(from, to)} linked={false} />
  if (slide.sqcdp !== null) return <SqcdpSlide letters={slide.sqcdp.letters} today={content.today} />
  return <OverviewSlide kpis={(slide.overview ?? []).slice(from, to)} />
}

function OverviewSlide({ kpis }: { readonly kpis: readonly ScreenKpi[] }): ReactNode {
  const t = useT<KpiKey>()
  if (kpis.length === 0) return <p className="tv-none">{t('kpi.kpis.emptyTitle')}</p>
  return (
    <ul className="tv-tiles" data-count={kpis.length}>
      {kpis.map((kpi) => (
        <li key={kpi.kpi_id} className="tv-tile" data-status={kpi.status}>
          <h2>{kpi.name}</h2>
          <TvValue value={kpi.value} unit={kpi.unit} />
          <div className="tv-tile-foot">
            <StatusBadge status={kpi.status} critical={kpi.critical} />
            <ValueMarks provisional={kpi.provisional} approval={kpi.approval} />
            <Since kpi={kpi} />
          </div>
        </li>
      ))}
    </ul>
  )
}

/** As large as its length allows: millions stay inside their tile. */
function TvValue({ value, unit }: { readonly value: number | null; readonly unit: string | null }): ReactNode {
  const format = useFormat()
  const figure = value === null ? '—' : format.number(value, { decimals: decimalsFor([value]) })
  const sign = value === null || unit === null ? '' : ` ${unit}`
  const size = { '--figures': figure.length + sign.length * unitShare } as CSSProperties
  return (
    <p className="tv-value" style={size}>
      {figure}
      {sign === '' ? null : <span className="tv-unit">{sign}</span>}
    </p>
  )
}

function Since({ kpi }: { readonly kpi: ScreenKpi }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  return (
    <>
      {kpi.change === null ? null : (
        <Delta value={kpi.change} unit={isInPoints(kpi.unit) ? t('delta.points') : kpi.unit} goodness={kpi.goodness} />
      )}
      {kpi.recent.length < 2 ? null : (
        <Sparkline values={kpi.recent} label={t('kpi.tv.courseOf', { name: kpi.name })} width={120} height={32} />
      )}
      {kpi.period_label === null ? null : <span className="tv-period">{nameOf(kpi.period_label)}</span>}
    </>
  )
}

interface SqcdpSlideProps {
  readonly letters: readonly ScreenLetter[]
  readonly today: string
}

function SqcdpSlide({ letters, today }: SqcdpSlideProps): ReactNode {
  return (
    <>
      <div className="sqcdp-letters">
        {letters.map(({ family, days, kpi_names: names }) => (
          <SqcdpLetterView key={family} family={family} days={days} today={today} kpiNames={names} />
        ))}
      </div>
      <SqcdpLegend />
    </>
  )
}

function DirectionSlide({ direction }: { readonly direction: ScreenDirection }): ReactNode {
  const t = useT<KpiKey>()
  return (
    <div className="tv-direction">
      <p className="tv-verdict" lang="fr">
        {direction.verdict}
      </p>
      <Scope titles={direction.dashboard_titles} />
      <div className="tv-columns">
        <RiskColumn title={t('kpi.direction.risks')} none={t('kpi.direction.noRisk')} items={direction.risks} />
        <RiskColumn
          title={t('kpi.direction.worsening')}
          none={t('kpi.direction.noWorsening')}
          items={direction.worsening}
        />
      </div>
    </div>
  )
}

/** Said beside the figures: they are those of this screen's dashboards, not of the whole organisation. */
function Scope({ titles }: { readonly titles: readonly string[] }): ReactNode {
  const t = useT<KpiKey>()
  const { language } = useI18n()
  const names = new Intl.ListFormat(language, { type: 'conjunction' }).format(titles)
  return (
    <p className="tv-scope">
      {titles.length <= namedMax ? t('kpi.tv.scopeNamed', { names }) : t('kpi.tv.scopeCount', { count: titles.length })}
    </p>
  )
}

interface RiskColumnProps {
  readonly title: string
  readonly none: string
  readonly items: ScreenDirection['risks']
}

function RiskColumn({ title, none, items }: RiskColumnProps): ReactNode {
  const format = useFormat()
  return (
    <section>
      <h2>{title}</h2>
      {items.length === 0 ? <p className="tv-none">{none}</p> : null}
      <ul className="tv-risks">
        {items.map((item) => (
          <li key={item.kpi_id}>
            <StatusBadge status={item.status ?? 'NO_THRESHOLD'} critical={item.critical} />
            <span className="tv-risk-name">
              <span>{item.name}</span>
              <span className="tv-period">
                {item.dashboard_title}
                <ValueMarks provisional={item.provisional} approval={item.approval} />
              </span>
            </span>
            <span className="numeric">{item.value === null ? '—' : format.withUnit(item.value, item.unit)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
