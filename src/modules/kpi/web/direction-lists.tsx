// The short lists of the direction view: what moves, what is late, what is due, what is missing.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Delta } from '#web/components/delta.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { Direction, MissingValue, Risk } from '../reporting-schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { differenceOf, isInPoints } from './readings.ts'
import { usePeriodName } from './use-period-name.ts'
import { ValueMarks } from './value-marks.tsx'

const itemsShown = 5

interface ShortListProps {
  readonly title: string
  readonly none: string
  readonly total: number
  readonly children: readonly ReactNode[]
}

function ShortList({ title, none, total, children }: ShortListProps): ReactNode {
  const t = useT<KpiKey>()
  const shown = Math.min(children.length, itemsShown)
  return (
    <section className="direction-list">
      <h2>
        {title} {total === 0 ? null : <span className="quiet">{total}</span>}
      </h2>
      {total === 0 ? (
        <p className="quiet small">{none}</p>
      ) : (
        <ul className="plain-list lined">{children.slice(0, itemsShown)}</ul>
      )}
      {total > shown ? (
        <p className="quiet small direction-more">{t('kpi.direction.more', { count: total - shown })}</p>
      ) : null}
    </section>
  )
}

export interface TrendListProps {
  readonly kind: 'worsening' | 'improving'
  readonly items: readonly Risk[]
  readonly total: number
}

export function TrendList({ kind, items, total }: TrendListProps): ReactNode {
  const t = useT<KpiKey>()
  const none = kind === 'worsening' ? t('kpi.direction.noWorsening') : t('kpi.direction.noImproving')
  return (
    <ShortList title={t(`kpi.direction.${kind}`)} none={none} total={total}>
      {items.map((risk) => (
        <TrendItem key={risk.kpi_id} risk={risk} />
      ))}
    </ShortList>
  )
}

function TrendItem({ risk }: { readonly risk: Risk }): ReactNode {
  const format = useFormat()
  const before = risk.previous_value === null ? '' : `${format.withUnit(risk.previous_value, risk.unit)} → `
  return (
    <li className="direction-item">
      <p>
        <Link to={`/kpis/${risk.kpi_id}`} className="direction-link">
          {risk.name}
        </Link>
      </p>
      <p className="small direction-item-facts">
        <span className="quiet">{`${before}${format.withUnit(risk.value, risk.unit)}`}</span>
        <ValueMarks provisional={risk.provisional} approval={risk.approval} />
        <TrendChange risk={risk} />
      </p>
    </li>
  )
}

function TrendChange({ risk }: { readonly risk: Risk }): ReactNode {
  const t = useT()
  const format = useFormat()
  const { kind, relative_change: change } = risk.trend
  if (risk.previous_value === null) return null
  const goodness = kind === 'improving' ? 'good' : kind === 'worsening' ? 'bad' : 'neutral'
  const isPoints = isInPoints(risk.unit)
  return (
    <span className="nowrap">
      <Delta
        value={differenceOf(risk.previous_value, risk.value)}
        unit={isPoints ? t('delta.points') : risk.unit}
        goodness={goodness}
      />
      {isPoints || change === null ? null : (
        <span className="quiet direction-relative"> ({format.signedShare(change)})</span>
      )}
    </span>
  )
}

export interface ActionListProps {
  readonly kind: 'lateActions' | 'dueSoon'
  readonly items: Direction['late_actions']
  readonly total: number
}

export function ActionList({ kind, items, total }: ActionListProps): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const none = kind === 'lateActions' ? t('kpi.direction.noLateActions') : t('kpi.direction.noDueSoon')
  return (
    <ShortList title={t(`kpi.direction.${kind}`)} none={none} total={total}>
      {items.map((action) => (
        <li key={action.id} className="direction-item">
          <p>
            <Link to={`/kpis/${action.kpi_id}`} className="direction-link">
              {action.title}
            </Link>
          </p>
          <p className="quiet small">
            {action.owner_name ?? t('kpi.actions.nobody')} ·{' '}
            {action.due_date === null ? t('kpi.actions.noDueDate') : format.day(action.due_date)} ·{' '}
            {t('kpi.actions.progressOf', { progress: action.progress })}
          </p>
        </li>
      ))}
    </ShortList>
  )
}

export interface MissingListProps {
  readonly items: readonly MissingValue[]
  readonly total: number
}

export function MissingList({ items, total }: MissingListProps): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  return (
    <ShortList title={t('kpi.direction.missing')} none={t('kpi.direction.noMissing')} total={total}>
      {items.map((missing) => (
        <li key={missing.kpi_id} className="direction-item">
          <p>
            <Link to={`/kpis/${missing.kpi_id}`} className="direction-link">
              {missing.name}
            </Link>
          </p>
          <p className="quiet small">
            {missing.owner_name} · {t('kpi.direction.missingSince', { period: nameOf(missing.missing_since) })}
          </p>
        </li>
      ))}
    </ShortList>
  )
}
