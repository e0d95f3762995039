// The course of a KPI and the values behind it: a chart, and the table to read, correct and delete them.
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { EmptyState, ErrorState, LinesSkeleton } from '#web/components/states.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { useUrlParam } from '#web/url-param.ts'
import type { Kpi, Value } from '../schemas.ts'
import { AnnotationSection } from './annotation-section.tsx'
import { ChoiceBar } from './choice-bar.tsx'
import { CourseChart } from './course-chart.tsx'
import { useWithoutDeleted } from './deletions.ts'
import type { KpiKey } from './messages-fr.ts'
import { valuesQuery } from './queries.ts'
import { chartRanges, rangeStart, readRange } from '../rules/value-chart.ts'
import { TargetDialog } from './target-dialog.tsx'
import { ValueDialog } from './value-dialog.tsx'
import { ValueTable } from './value-table.tsx'

const chartHeight = 280

export function ValueSection({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const [rangeText, setRange] = useUrlParam('range', '12M')
  const range = readRange(rangeText)
  const from = kpi.latest_period_start === null ? '' : rangeStart(range, kpi.latest_period_start)
  const values = useQuery(valuesQuery(kpi.id, from))
  const shown = useWithoutDeleted(values.data ?? noValues)
  const [dialog, setDialog] = useUrlParam('edit')
  const [correcting, setCorrecting] = useState<Value | null>(null)
  return (
    <section className="section">
      <div className="section-head">
        <h2>{t('kpi.values.course')}</h2>
        <ChoiceBar
          label={t('kpi.range.label')}
          value={range}
          onChange={setRange}
          choices={chartRanges.map((value) => ({ value, label: t(`kpi.range.${value}`) }))}
        />
      </div>
      {values.isError ? <ErrorState error={values.error} retry={() => void values.refetch()} /> : null}
      {values.isPending ? (
        <>
          <Skeleton height={chartHeight} mb={24} />
          <LinesSkeleton />
        </>
      ) : null}
      {values.isSuccess && shown.length === 0 ? (
        <>
          <EmptyState title={t('kpi.values.emptyTitle')} text={t('kpi.values.emptyText')} />
          {/* Beside values it comes with their chart. */}
          <TargetDialog opened={dialog === 'targets'} close={() => setDialog('')} kpi={kpi} />
        </>
      ) : null}
      {shown.length === 0 ? null : (
        <>
          <CourseChart kpi={kpi} values={shown} from={from} />
          <AnnotationSection kpi={kpi} from={from} />
          <h3 className="kpi-history-title">{t('kpi.values.title')}</h3>
          <ValueTable kpi={kpi} values={shown} correct={setCorrecting} />
        </>
      )}
      {correcting === null ? null : (
        <ValueDialog opened close={() => setCorrecting(null)} kpi={kpi} value={correcting} />
      )}
    </section>
  )
}

const noValues: readonly Value[] = []
