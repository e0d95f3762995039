// The direction view as one sheet of paper: the same data as the page, in the order of importance.
import { readFileSync } from 'node:fs'
import { sparklineSvg } from '#kernel/chart/sparkline-svg.ts'
import type { Tx } from '#kernel/database/database.ts'
import { formatDayFr } from '#kernel/dates.ts'
import { selectOrganization } from '#kernel/tenancy/queries/organization.ts'
import type { PaperRequest } from '#kernel/typeset/press.ts'
import { selectToday } from '../queries/import-kpis.ts'
import { listNextActions, listRecentValues } from '../queries/document-rows.ts'
import { listOverview, listRisks } from '../queries/reporting.ts'
import { readDirection } from '../reporting-routes.ts'
import type { Direction, OverviewItem, Risk } from '../reporting-schemas.ts'
import { toOverview, toRisk } from '../reporting-wire.ts'
import { statusWindows } from '../rules/status-window.ts'
import { marksFr, withMarksFr } from '../rules/value-marks.ts'
import { actionCount, actionFacts, actionWords, counted, longDay, periodWords, quantity, statusName } from './words.ts'

const template = readFileSync(new URL('direction.typ', import.meta.url), 'utf8')
/** More than fit; how many there are is said by the counts. */
const risksMax = 12
const listItemsMax = 5
const boardsMax = 12
const sparkValuesMax = 12
const sparkSize = { width: 96, height: 22 }
const severity = { RED: 0, ORANGE: 1, GREEN: 2, NO_THRESHOLD: 3, NO_DATA: 4 } as const

/** Reads everything the sheet shows, in one transaction. */
export async function readDirectionPaper(tx: Tx): Promise<PaperRequest> {
  const today = await selectToday(tx)
  const windows = statusWindows(today)
  const everywhere = { process_name: null, dashboard_id: null }
  const [organization, direction, riskRows, overviewRows] = await Promise.all([
    selectOrganization(tx),
    readDirection(tx, tx.scope),
    listRisks(tx, windows, risksMax),
    listOverview(tx, windows, everywhere),
  ])
  const risks = riskRows.map(toRisk)
  const moving = [...direction.worsening.slice(0, listItemsMax), ...direction.improving.slice(0, listItemsMax)]
  const [recent, next] = await Promise.all([
    listRecentValues(
      tx,
      [...risks, ...moving].map((risk) => risk.kpi_id),
      sparkValuesMax,
    ),
    listNextActions(
      tx,
      risks.map((risk) => risk.kpi_id),
    ),
  ])
  const details: Details = {
    recent: new Map(recent.map((row) => [row.kpi_id, row.values])),
    actions: new Map(next.map((row) => [row.kpi_id, actionWords(row)])),
  }
  return {
    template,
    imprint: {
      title: 'Vue direction',
      organization: organization.name,
      period: `au ${longDay(today)}`,
      source: `Source : Socle, valeurs saisies et importées. Données du ${formatDayFr(today)}.`,
      licence: 'Document interne : diffusion réservée à l’organisation.',
    },
    data: { ...sheet(direction, risks, details), ...boardsOf(toOverview(overviewRows).items) },
    page_count_max: 1,
  }
}

interface Details {
  readonly recent: ReadonlyMap<string, readonly number[]>
  readonly actions: ReadonlyMap<string, string>
}

function sheet(direction: Direction, risks: readonly Risk[], details: Details): object {
  const { counts, verdict } = direction
  return {
    verdict,
    counts: { RED: counts.red, ORANGE: counts.orange, GREEN: counts.green, NONE: counts.no_data + counts.no_threshold },
    legend: legendOf(counts),
    risk_total: counts.red + counts.orange,
    risks: risks.map((risk) => riskOf(risk, details)),
    worsening: direction.worsening.slice(0, listItemsMax).map((risk) => moveOf(risk, details)),
    improving: direction.improving.slice(0, listItemsMax).map((risk) => moveOf(risk, details)),
    late_actions: direction.late_actions.slice(0, listItemsMax).map(actionOf),
    due_soon: direction.due_soon.slice(0, listItemsMax).map(actionOf),
    missing: direction.missing_values.slice(0, listItemsMax).map((missing) => ({
      title: missing.name,
      facts: `${missing.owner_name}, depuis ${periodWords(missing.missing_since)}`,
    })),
    totals: {
      worsening: counts.worsening,
      improving: counts.improving,
      late_actions: counts.late_actions,
      due_soon: counts.due_soon,
      missing: counts.missing_values,
    },
    words: nothing,
  }
}

const nothing = {
  no_risk: 'Aucun indicateur dans le rouge ni à l’orange.',
  no_worsening: 'Aucun indicateur ne se dégrade.',
  no_improving: 'Aucun indicateur ne s’améliore.',
  no_late: 'Aucune action en retard.',
  no_due: 'Aucune action à échéance.',
  no_missing: 'Aucune saisie en attente.',
}

function legendOf({ red, orange, green, no_data, no_threshold }: Direction['counts']): readonly object[] {
  const entries = [
    { status: 'RED', count: red, words: counted(red, 'rouge') },
    { status: 'ORANGE', count: orange, words: `${orange} orange` },
    { status: 'GREEN', count: green, words: counted(green, 'vert') },
    { status: 'NONE', count: no_data, words: `${no_data} sans donnée` },
    { status: 'NONE', count: no_threshold, words: `${no_threshold} sans seuil` },
  ]
  return entries.filter(({ count }) => count > 0)
}

function riskOf(risk: Risk, details: Details): object {
  return {
    status: risk.status ?? 'NONE',
    word: statusName(risk.status, risk.critical),
    name: risk.name,
    explanation: risk.explanation,
    dashboard: risk.dashboard_title,
    action: details.actions.get(risk.kpi_id) ?? null,
    value: quantity(risk.value, risk.unit),
    period: periodWords(risk.period_label),
    marks: marksFr(risk),
    ...sparkOf(risk, details),
  }
}

function moveOf(risk: Risk, details: Details): object {
  const before = risk.previous_value === null ? '' : `${quantity(risk.previous_value, risk.unit)} → `
  return {
    name: risk.name,
    from_to: `${before}${quantity(risk.value, risk.unit)}, ${withMarksFr(periodWords(risk.period_label), risk)}`,
    ...sparkOf(risk, details),
  }
}

function sparkOf(risk: Risk, { recent }: Details): { readonly spark: string; readonly spark_alt: string } {
  const values = recent.get(risk.kpi_id) ?? [risk.value]
  const said = values.map((value) => quantity(value, risk.unit)).join(', ')
  return { spark: sparklineSvg(values, risk.status, sparkSize), spark_alt: `${risk.name}, dernières valeurs : ${said}` }
}

function actionOf(action: Direction['late_actions'][number]): object {
  return { title: action.title, facts: actionFacts(action) }
}

/** The dashboards that need a look first. */
function boardsOf(items: readonly OverviewItem[]): object {
  const rank = ({ status }: OverviewItem): number => severity[status ?? 'NO_DATA']
  const worstFirst = items.toSorted((a, b) => rank(a) - rank(b) || b.red - a.red || b.late_actions - a.late_actions)
  return {
    board_total: items.length,
    boards: worstFirst.slice(0, boardsMax).map((board) => ({
      title: board.title,
      status: board.status === null || board.status.startsWith('NO_') ? 'NONE' : board.status,
      status_word: nodeWords[board.status ?? 'NO_DATA'],
      why: board.status_explanation,
      counts: { RED: board.red, ORANGE: board.orange, GREEN: board.green, NONE: board.no_data + board.no_threshold },
      words: boardWords(board),
      actions: actionCount(board.open_actions, board.late_actions),
    })),
  }
}

const nodeWords = {
  RED: 'Rouge',
  ORANGE: 'Orange',
  GREEN: 'Vert',
  NO_THRESHOLD: 'Sans seuil',
  NO_DATA: 'Sans donnée',
} as const

function boardWords({ red, orange, green, no_data, no_threshold }: OverviewItem): string {
  const parts = [
    red > 0 ? counted(red, 'rouge') : '',
    orange > 0 ? `${orange} orange` : '',
    green > 0 ? counted(green, 'vert') : '',
    no_data > 0 ? `${no_data} sans donnée` : '',
    no_threshold > 0 ? `${no_threshold} sans seuil` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}
