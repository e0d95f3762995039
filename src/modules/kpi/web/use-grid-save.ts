// Sends cells of the entry grid and takes in what came of them: stored, refused with reasons, or not arrived.
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useLayoutEffect, useRef } from 'react'
import { put } from '#web/api.ts'
import { cellKeyOf, type CellKey, type PendingCell } from '#web/components/entry-grid-model.ts'
import type { SaveOutcome } from '#web/components/use-entry-grid.ts'
import { useI18n, useT } from '#web/i18n/use-i18n.tsx'
import { fieldErrorText, problemText } from '#web/problem-text.ts'
import { ApiProblem } from '#web/problem.ts'
import type { Grid, GridCell, GridSaved } from '../entry-schemas.ts'
import { gridQuery, type GridFilter } from './entry-queries.ts'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'

export function useGridSave(grid: Grid, filter: GridFilter): (cells: readonly PendingCell[]) => Promise<SaveOutcome> {
  const t = useT<KpiKey>()
  const { catalogue, language } = useI18n()
  const queryClient = useQueryClient()
  const shown = useRef(grid)
  useLayoutEffect(() => {
    shown.current = grid
  })
  /** Remarks of values that were cleared here: taking the clearing back brings them back, too. */
  const remarks = useRef(new Map<CellKey, string>())
  const { queryKey } = gridQuery(grid.dashboard_id, filter)
  const take = useCallback(
    async (changed: readonly GridCell[]): Promise<void> => {
      await queryClient.cancelQueries({ queryKey })
      queryClient.setQueryData<Grid>(queryKey, (known) => (known === undefined ? known : withCells(known, changed)))
    },
    [queryClient, queryKey],
  )
  return useCallback(
    async (cells) => {
      const known = new Map(shown.current.cells.map((cell) => [keyOf(cell), cell]))
      const body = { cells: cells.map((cell) => asSent(cell, known.get(cell.key), remarks.current)) }
      try {
        const { items } = await put<GridSaved>(`/dashboards/${shown.current.dashboard_id}/grid`, body)
        await take(items)
        void refresh(queryClient, 'value', { dashboard_id: shown.current.dashboard_id })
        return { kind: 'saved' }
      } catch (error) {
        if (!(error instanceof ApiProblem) || isPassing(error)) return { kind: 'unsent' }
        if (error.code === 'CELL_CHANGED') await take((error.extra['cells'] ?? []) as readonly GridCell[])
        const text = problemText(error, catalogue, language)
        const whole = text.detail === '' ? text.title : text.detail
        const saying = error.code === 'CELL_CHANGED' ? () => t('kpi.grid.changed') : fieldText
        return { kind: 'refused', reasons: reasonsOf(error, cells, { whole, saying }) }
      }
      function fieldText(field: ApiProblem['errors'][number]): string {
        return fieldErrorText(field, catalogue, language)
      }
    },
    [queryClient, take, catalogue, language, t],
  )
}

/** What a later attempt may well put right: no network, a busy server, a session to open again. */
function isPassing({ status }: ApiProblem): boolean {
  return status === 0 || status === 401 || status === 429 || status >= 500
}

interface Saying {
  readonly whole: string
  readonly saying: (field: ApiProblem['errors'][number]) => string
}

/** The reason at each cell that is named; when none is, the whole refusal stands at all of them. */
function reasonsOf(
  error: ApiProblem,
  cells: readonly PendingCell[],
  { whole, saying }: Saying,
): ReadonlyMap<CellKey, string> {
  const named = error.errors.flatMap((field) => {
    const cell = cells[Number(/^\/cells\/(\d+)/.exec(field.pointer)?.[1] ?? NaN)]
    return cell === undefined ? [] : [[cell.key, saying(field)] as const]
  })
  return new Map(named.length > 0 ? named : cells.map(({ key }) => [key, whole] as const))
}

function asSent(
  { key, value }: PendingCell,
  known: GridCell | undefined,
  remarks: Map<CellKey, string>,
): Readonly<Record<string, unknown>> {
  const [kpi_id, period] = key.split('\t')
  if (value === null && typeof known?.comment === 'string') remarks.set(key, known.comment)
  const remark = value !== null && (known?.value ?? null) === null ? remarks.get(key) : undefined
  const expected_updated_at = known?.updated_at ?? null
  return { kpi_id, period, value, expected_updated_at, ...(remark === undefined ? {} : { comment: remark }) }
}

/** The grid with these cells as they are now. */
function withCells(grid: Grid, changed: readonly GridCell[]): Grid {
  const now = new Map(changed.map((cell) => [keyOf(cell), cell]))
  const others = grid.cells.filter((cell) => !now.has(keyOf(cell)))
  return { ...grid, cells: [...others, ...changed.filter((cell) => cell.value !== null)] }
}

function keyOf({ kpi_id, period }: Pick<GridCell, 'kpi_id' | 'period'>): CellKey {
  return cellKeyOf(kpi_id, period)
}
