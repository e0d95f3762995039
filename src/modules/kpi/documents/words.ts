// How documents say statuses, periods, days and counts: French, as the pages do.
import { formatDayFr } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { formatQuantityFr, fromNumber } from '../rules/decimal.ts'
import { statusWord } from '../rules/explanation.ts'
import { estimateText } from '../rules/forecast.ts'
import { periodName } from '../rules/period-labels.ts'
import type { Status } from '../rules/status.ts'
import type { ThresholdField } from '../rules/threshold-fields.ts'

/** Rouge critique, Orange, Vert, Sans seuil. */
export function statusName(status: Status | null, critical: boolean): string {
  const word = statusWord({ status, critical })
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** What the legend of a drawn chart calls them. */
export const statusNames: Readonly<Record<Status, string>> = {
  GREEN: statusName('GREEN', false),
  ORANGE: statusName('ORANGE', false),
  RED: statusName('RED', false),
}

/** 1 234,5 €: exact, with its unit. */
export function quantity(value: number, unit: string | null): string {
  const decimal = fromNumber(value)
  if (!decimal.ok) throw new RangeError(`${value} is no decimal of ours`)
  return formatQuantityFr(decimal.value, unit)
}

/** 1 234,5 €: a computed number, as pages show it. */
export function derivedQuantity(value: number, unit: string | null): string {
  return estimateText(value, unit)
}

export function periodWords(label: string): string {
  return periodName(label, 'fr')
}

export function dayWords(day: string | null): string {
  return day === null ? 'sans échéance' : formatDayFr(day as Day)
}

/** 21 novembre 2026. */
export function longDay(day: Day): string {
  return new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', dateStyle: 'long' }).format(new Date(`${day}T00:00:00Z`))
}

/** 1 action, 2 actions. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count > 1 ? 's' : ''}`
}

/** 3 ouvertes, dont 1 en retard; nothing without any. */
export function actionCount(open: number, late: number): string {
  if (open === 0) return ''
  const all = counted(open, 'action')
  return late === 0 ? `${all} ouverte${open > 1 ? 's' : ''}` : `${all}, dont ${late} en retard`
}

/** Former les équipes (Karim, 30/11/2026, 40 %). */
export function actionWords(action: {
  readonly title: string
  readonly owner_name: string | null
  readonly due_date: string | null
  readonly progress: number
}): string {
  return `${action.title} (${actionFacts(action)})`
}

export function actionFacts({
  owner_name,
  due_date,
  progress,
}: {
  readonly owner_name: string | null
  readonly due_date: string | null
  readonly progress: number
}): string {
  return [owner_name ?? 'sans responsable', dayWords(due_date), `${progress} %`].join(', ')
}

/** The names of what a chart of a KPI shows. A test keeps them those of the pages. */
export const chartWords = {
  period: 'Période',
  value: 'Valeur',
  title: 'Valeurs et seuils',
  target: 'Objectif',
  previousYear: 'Année précédente',
  forecast: 'Estimation',
  low: 'Estimation, borne basse',
  high: 'Estimation, borne haute',
  signal: 'Points d’un signal',
  mean: 'Moyenne',
  lower: 'Limite basse',
  upper: 'Limite haute',
  control: 'Carte de contrôle : {name}',
  annotations: 'Annotations',
} as const

export const thresholdWords: Readonly<Record<ThresholdField, string>> = {
  threshold_green: 'Seuil vert',
  threshold_orange: 'Seuil orange',
  threshold_red: 'Rouge critique',
  green_min: 'Minimum vert',
  green_max: 'Maximum vert',
  orange_min: 'Minimum orange',
  orange_max: 'Maximum orange',
}
