// The values of a dashboard as a table to type in: KPIs down, periods across.
import { Button } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCallback, useMemo, type ReactNode } from 'react'
import { cellKeyOf } from '#web/components/entry-grid-model.ts'
import { EntryGrid, type CellReading } from '#web/components/entry-grid.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { EmptyState, ErrorState, PageSkeleton } from '#web/components/states.tsx'
import { StatusShape, type Status } from '#web/components/status-badge.tsx'
import { useEntryGrid } from '#web/components/use-entry-grid.ts'
import { decimalToField } from '#web/decimal.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { useRouteParam, useUrlParam, useUrlPatch } from '#web/url-param.ts'
import type { Grid } from '../entry-schemas.ts'
import { ChoiceBar } from './choice-bar.tsx'
import { gridQuery, type GridFilter } from './entry-queries.ts'
import type { KpiKey } from './messages-fr.ts'
import { readQuantity } from './quantity.ts'
import { shiftedWindow } from './grid-periods.ts'
import { useGridSave } from './use-grid-save.ts'
import { usePeriodName } from './use-period-name.ts'
import { useQuantityFault } from './use-quantity-fault.ts'
import './kpi.css'

export function GridPage(): ReactNode {
  const t = useT<KpiKey>()
  const id = useRouteParam('dashboardId')
  const [frequency] = useUrlParam('frequency')
  const [from] = useUrlParam('from')
  const [to] = useUrlParam('to')
  const filter = useMemo(() => ({ frequency, from, to }), [frequency, from, to])
  const grid = useQuery(gridQuery(id, filter))
  if (grid.isPending) return <PageSkeleton />
  if (grid.isError) {
    return (
      <>
        <PageHeader title={t('kpi.grid.title')} above={[{ label: t('kpi.dashboards.title'), to: '/dashboards' }]} />
        <ErrorState error={grid.error} retry={() => void grid.refetch()} />
      </>
    )
  }
  const periods = grid.data.periods
  // Another window is another grid: what was typed in this one keeps its own draft.
  return <LoadedGrid key={`${grid.data.frequency} ${periods[0]?.period ?? ''}`} grid={grid.data} filter={filter} />
}

interface LoadedGridProps {
  readonly grid: Grid
  readonly filter: GridFilter
}

function LoadedGrid({ grid, filter }: LoadedGridProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <div className="full-width">
      <PageHeader
        title={t('kpi.grid.title')}
        above={[
          { label: t('kpi.dashboards.title'), to: '/dashboards' },
          { label: grid.title, to: `/dashboards/${grid.dashboard_id}` },
        ]}
        verdict={t('kpi.grid.verdict', { count: grid.kpis.length, periods: grid.periods.length })}
      />
      {grid.kpis.length === 0 ? (
        <EmptyState title={t('kpi.grid.emptyTitle')} text={t('kpi.grid.emptyText')} />
      ) : (
        <>
          <GridFilters grid={grid} />
          <KpiGrid grid={grid} filter={filter} />
        </>
      )}
    </div>
  )
}

function GridFilters({ grid }: { readonly grid: Grid }): ReactNode {
  const t = useT<KpiKey>()
  const change = useUrlPatch()
  const earlier = shiftedWindow(grid, -1)
  const later = shiftedWindow(grid, 1)
  return (
    <div className="row kpi-filters">
      {grid.frequencies.length < 2 ? null : (
        <ChoiceBar
          label={t('kpi.field.frequency')}
          value={grid.frequency}
          onChange={(frequency) => change({ frequency, from: '', to: '' })}
          choices={grid.frequencies.map(({ frequency, kpi_count }) => ({
            value: frequency,
            label: `${t(`kpi.frequency.${frequency}`)} ${kpi_count}`,
          }))}
        />
      )}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconChevronLeft size={14} stroke={1.5} />}
        disabled={earlier === null}
        onClick={() => change(earlier ?? {})}
      >
        {t('kpi.grid.earlier')}
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        rightSection={<IconChevronRight size={14} stroke={1.5} />}
        disabled={later === null}
        onClick={() => change(later ?? {})}
      >
        {t('kpi.grid.later')}
      </Button>
    </div>
  )
}

function KpiGrid({ grid, filter }: LoadedGridProps): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = usePeriodName()
  const save = useGridSave(grid, filter)
  const base = useMemo(
    () => new Map(grid.cells.flatMap((cell) => (cell.value === null ? [] : [[keyOf(cell), cell.value] as const]))),
    [grid.cells],
  )
  const held = useEntryGrid({
    base,
    draftKey: `kpi.grid.${grid.dashboard_id}.${grid.frequency}.${grid.periods[0]?.period ?? ''}`,
    save,
    overtaken: t('kpi.grid.changed'),
  })
  const rows = useMemo(
    () =>
      grid.kpis.map((kpi) => ({
        id: kpi.id,
        label: <Link to={`/kpis/${kpi.id}`}>{kpi.name}</Link>,
        detail: [kpi.code, kpi.unit].filter((part) => part !== null && part !== '').join(' · '),
      })),
    [grid.kpis],
  )
  const columns = useMemo(
    () =>
      grid.periods.map(({ period, provisional }) => ({
        id: period,
        label: nameOf(period),
        ...(provisional ? { detail: t('kpi.grid.openPeriod') } : {}),
      })),
    [grid.periods, nameOf, t],
  )
  return (
    <EntryGrid
      label={t('kpi.grid.label', { title: grid.title })}
      corner={t('kpi.grid.kpi')}
      hint={t('kpi.grid.hint')}
      rows={rows}
      columns={columns}
      startColumn={grid.periods.findLast((period) => !period.provisional)?.period}
      sightColumn={grid.periods.find((period) => period.provisional)?.period}
      grid={held}
      read={useCellReader(grid)}
      show={format.number}
      edit={decimalToField}
      refusalOf={useRefusals(grid)}
      mark={useMarks(grid)}
    />
  )
}

function useCellReader(grid: Grid): (text: string, kpiId: string) => CellReading {
  const units = useMemo(() => new Map(grid.kpis.map((kpi) => [kpi.id, kpi.unit])), [grid.kpis])
  const faultText = useQuantityFault()
  return (text, kpiId) => {
    if (text.trim() === '') return { ok: true, value: null }
    const unit = units.get(kpiId) ?? null
    const reading = readQuantity(text, unit)
    return reading.ok
      ? { ok: true, value: reading.number }
      : { ok: false, reason: faultText(reading.fault, text, unit) }
  }
}

function useRefusals(grid: Grid): (kpiId: string, period: string) => string | null {
  const t = useT<KpiKey>()
  const byRow = useMemo(() => new Map(grid.kpis.map((kpi) => [kpi.id, kpi.refusal])), [grid.kpis])
  const byCell = useMemo(
    () => new Map(grid.refusals.map(({ kpi_id, period, reason }) => [cellKeyOf(kpi_id, period), reason])),
    [grid.refusals],
  )
  return (kpiId, period) => {
    const reason = byRow.get(kpiId) ?? byCell.get(cellKeyOf(kpiId, period)) ?? null
    return reason === null ? null : t(`kpi.refusal.${reason}`)
  }
}

/** One element per status, so that only cells whose status changed are painted anew. */
function useMarks(grid: Grid): (kpiId: string, period: string) => ReactNode {
  const t = useT<KpiKey>()
  const elements = useMemo(() => {
    const marked = (status: Status): ReactNode => (
      <>
        <StatusShape status={status} />
        <span className="visually-hidden">{`${t(`status.${status}`)} `}</span>
      </>
    )
    return { GREEN: marked('GREEN'), ORANGE: marked('ORANGE'), RED: marked('RED') }
  }, [t])
  const statuses = useMemo(() => new Map(grid.cells.map((cell) => [keyOf(cell), cell.status])), [grid.cells])
  return useCallback(
    (kpiId, period) => {
      const status = statuses.get(cellKeyOf(kpiId, period)) ?? null
      return status === null ? null : elements[status]
    },
    [statuses, elements],
  )
}

function keyOf({ kpi_id, period }: { readonly kpi_id: string; readonly period: string }): string {
  return cellKeyOf(kpi_id, period)
}
