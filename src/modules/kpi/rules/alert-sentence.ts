// What people are told about alerts, in French: from what to what, the value and its threshold, since when.
import type { Day } from '#kernel/dates.ts'
import type { AlertMessage } from './alert.ts'
import { statusWord } from './explanation.ts'
import type { Frequency } from './period.ts'
import { periodNameFr } from './period-name.ts'
import type { Status } from './status.ts'

/** A change that is told, with what the sentence needs of its KPI. */
export interface AlertNews {
  readonly message: AlertMessage
  readonly kpi_id: string
  readonly name: string
  readonly dashboard_id: string
  readonly frequency: Frequency
  readonly since: Day | null
  /** The latest value; null without any. */
  readonly latest: AlertValue | null
  /** Status of the value before; undefined when there is none. */
  readonly previous_status: Status | null | undefined
}

export interface AlertValue {
  readonly period_start: Day
  readonly status: Status | null
  readonly critical: boolean
  readonly explanation: string
}

export interface AlertSentence {
  readonly kind: string
  readonly title: string
  readonly body: string
  readonly link: string
  /** The KPIs that it names. */
  readonly kpi_ids: readonly string[]
}

/** Lines of a summary; the rest is counted. */
const lineCountMax = 20

/** One notification for everything one person is told at once. */
export function alertSentence(news: readonly AlertNews[]): AlertSentence {
  const [first] = news
  if (first === undefined) throw new Error('an alert without news')
  const named = news.slice(0, lineCountMax)
  const kpi_ids = named.map(({ kpi_id }) => kpi_id)
  if (news.length === 1) {
    const kind = `kpi.alert.${first.message.toLowerCase()}`
    return { kind, title: titleOf(first), body: bodyOf(first), link: `/kpis/${first.kpi_id}`, kpi_ids }
  }
  const shown = named.map((one) => `• ${titleOf(one)}. ${bodyOf(one)}`)
  const rest = news.length - shown.length
  const isOneDashboard = news.every(({ dashboard_id }) => dashboard_id === first.dashboard_id)
  return {
    kind: 'kpi.alert.summed_up',
    title: summaryOf(news),
    body: [...shown, ...(rest === 0 ? [] : [`… et ${rest} de plus`])].join('\n'),
    link: isOneDashboard ? `/dashboards/${first.dashboard_id}` : '/direction',
    kpi_ids,
  }
}

function titleOf({ message, name, latest, previous_status }: AlertNews): string {
  if (message === 'NO_DATA') return `${name} est maintenant sans donnée`
  const word = latest === null ? '' : statusWord(latest)
  if (message === 'CLEARED') return `Fin d’alerte : ${name} est ${word}`
  const from = previous_status == null ? undefined : statusPlaces[previous_status]
  const to = latest?.status == null ? undefined : statusPlaces[latest.status]
  if (from === undefined || to === undefined || from === to) return `Alerte : ${name} est ${word}`
  return `Alerte : ${name} passe ${from.from} ${to.to}${latest?.critical === true ? ' critique' : ''}`
}

/** “de l’orange au rouge”. */
const statusPlaces = {
  GREEN: { from: 'du vert', to: 'au vert' },
  ORANGE: { from: 'de l’orange', to: 'à l’orange' },
  RED: { from: 'du rouge', to: 'au rouge' },
} as const satisfies Readonly<Record<Status, unknown>>

function bodyOf({ message, frequency, since, latest }: AlertNews): string {
  const from = since === null ? '' : periodNameFr(frequency, since)
  if (message === 'NO_DATA') return `Aucune valeur depuis ${from} : son statut n’est plus connu.`
  if (latest === null) return ''
  const value = `${capital(periodNameFr(frequency, latest.period_start))} : ${latest.explanation}.`
  return message === 'RAISED' && since !== null && since !== latest.period_start
    ? `${value} En alerte depuis ${from}.`
    : value
}

function summaryOf(news: readonly AlertNews[]): string {
  const count = (message: AlertMessage): number => news.filter((one) => one.message === message).length
  const parts = [
    counted(count('RAISED'), 'indicateur en alerte', 'indicateurs en alerte'),
    counted(count('CLEARED'), 'fin d’alerte', 'fins d’alerte'),
    counted(count('NO_DATA'), 'indicateur sans donnée', 'indicateurs sans donnée'),
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function counted(count: number, one: string, other: string): string {
  return count === 0 ? '' : `${count} ${count === 1 ? one : other}`
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}
