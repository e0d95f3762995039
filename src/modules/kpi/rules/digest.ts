// The digest: one letter of what changed for a person, as text and as plain HTML, in French.
import { type Day, formatDayFr } from '#kernel/dates.ts'
import { statusWord } from './explanation.ts'
import { lineOf, type Missing } from './reminder.ts'
import type { Status } from './status.ts'

export interface DigestKpi {
  readonly kpi_id: string
  readonly name: string
  readonly dashboard_title: string
  readonly period_label: string
  readonly status: Status | null
  readonly critical: boolean
  readonly explanation: string
  /** Status before; undefined when it did not change or there was none. */
  readonly previous_status?: Status | null
}

export interface DigestAction {
  readonly action_id: string
  readonly kpi_id: string
  readonly title: string
  readonly kpi_name: string
  readonly due_date: Day
}

/** The first of each list, and how many there are. */
export interface DigestContent {
  readonly changed: Listed<DigestKpi>
  readonly red: Listed<DigestKpi>
  readonly late_actions: Listed<DigestAction>
  readonly missing: Listed<Missing>
}

export interface Listed<Item> {
  readonly items: readonly Item[]
  readonly total: number
}

export interface DigestFrame {
  readonly full_name: string
  readonly organization_name: string
  readonly base_url: string
  readonly rhythm: 'DAILY' | 'WEEKLY'
  readonly day: Day
  /** A picture of the course of a KPI, by its id: an address of the letter itself (`cid:`) and what it shows. */
  readonly pictures?: ReadonlyMap<string, { readonly src: string; readonly alt: string }>
}

export interface DigestLetter {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Whether there is anything to say. */
export function isEmptyDigest({ changed, red, late_actions, missing }: DigestContent): boolean {
  return [changed, red, late_actions, missing].every(({ total }) => total === 0)
}

/** What stays from one digest to the next: with the same text, and without a change, nothing is new. */
export function digestFingerprint({ red, late_actions, missing }: DigestContent): string {
  return JSON.stringify([
    [red.total, red.items.map((one) => [one.kpi_id, one.period_label, one.explanation])],
    [late_actions.total, late_actions.items.map((one) => one.action_id)],
    [missing.total, missing.items.map(({ kpi, first, count }) => [kpi.kpi_id, first.label, count])],
  ])
}

interface Line {
  readonly text: string
  readonly detail: string
  readonly link: string
  readonly status: Status | null
  readonly kpi_id: string
}

interface Part {
  readonly title: string
  readonly lines: readonly Line[]
  readonly rest: number
}

/** Writes the letter. */
export function digestLetter(content: DigestContent, frame: DigestFrame): DigestLetter {
  const parts = partsOf(content).filter(({ lines }) => lines.length > 0)
  const verdict = verdictOf(content)
  const when = frame.rhythm === 'DAILY' ? `du ${formatDayFr(frame.day)}` : `de la semaine du ${formatDayFr(frame.day)}`
  return {
    subject: `Point ${when} : ${verdict}`,
    text: textOf(parts, { frame, when, verdict }),
    html: htmlOf(parts, { frame, when, verdict }),
  }
}

function verdictOf({ changed, red, late_actions, missing }: DigestContent): string {
  const said = [
    counted(changed.total, 'changement de statut', 'changements de statut'),
    counted(red.total, 'indicateur dans le rouge', 'indicateurs dans le rouge'),
    counted(late_actions.total, 'action en retard', 'actions en retard'),
    counted(missing.total, 'saisie en attente', 'saisies en attente'),
  ]
  return said.filter((part) => part !== '').join(', ')
}

function counted(count: number, one: string, other: string): string {
  return count === 0 ? '' : `${count} ${count === 1 ? one : other}`
}

function partsOf(content: DigestContent): readonly Part[] {
  return [
    part('Ce qui a changé', content.changed, kpiLine),
    part('Dans le rouge', content.red, kpiLine),
    part('Actions en retard', content.late_actions, (action) => ({
      text: action.title,
      detail: `${action.kpi_name}, pour le ${formatDayFr(action.due_date)}`,
      link: `/kpis/${action.kpi_id}`,
      status: null,
      kpi_id: action.kpi_id,
    })),
    part('Valeurs à saisir', content.missing, (missing) => ({
      text: lineOf(missing),
      detail: missing.kpi.dashboard_title,
      link: `/kpis/${missing.kpi.kpi_id}`,
      status: null,
      kpi_id: missing.kpi.kpi_id,
    })),
  ]
}

function part<Item>(title: string, { items, total }: Listed<Item>, lineOfItem: (item: Item) => Line): Part {
  return { title, lines: items.map(lineOfItem), rest: total - items.length }
}

function kpiLine(kpi: DigestKpi): Line {
  const before =
    kpi.previous_status === undefined ? '' : `${statusWord({ status: kpi.previous_status, critical: false })} → `
  return {
    text: `${kpi.name} : ${before}${statusWord(kpi)}`,
    detail: `${kpi.dashboard_title}, ${kpi.period_label} : ${kpi.explanation}`,
    link: `/kpis/${kpi.kpi_id}`,
    status: kpi.status,
    kpi_id: kpi.kpi_id,
  }
}

interface Writing {
  readonly frame: DigestFrame
  readonly when: string
  readonly verdict: string
}

const preferencesPath = '/profile'

function textOf(parts: readonly Part[], { frame, when, verdict }: Writing): string {
  const blocks = parts.flatMap(({ title, lines, rest }) => [
    title.toUpperCase(),
    ...lines.flatMap(({ text, detail, link }) => [
      `• ${oneLine(text)}`,
      `  ${oneLine(detail)}`,
      `  ${frame.base_url}${link}`,
    ]),
    ...(rest > 0 ? [`… et ${rest} de plus`] : []),
    '',
  ])
  return [
    `Bonjour ${oneLine(frame.full_name)},`,
    '',
    `Votre point ${when}, ${oneLine(frame.organization_name)} : ${verdict}.`,
    '',
    ...blocks,
    `Changer ou arrêter ces messages : ${frame.base_url}${preferencesPath}`,
    '— Socle',
    '',
  ].join('\n')
}

/** Word and shape beside the colour, as everywhere. */
const marks: Readonly<Record<Status, readonly [shape: string, colour: string]>> = {
  GREEN: ['●', '#1b7f3b'],
  ORANGE: ['▲', '#9a5b00'],
  RED: ['■', '#b3261e'],
}

function htmlOf(parts: readonly Part[], { frame, when, verdict }: Writing): string {
  const sections = parts.map(({ title, lines, rest }) => {
    const rows = lines.map((line) => rowOf(line, frame)).join('')
    const more = rest > 0 ? `<p style="margin:4px 0;color:#555">… et ${rest} de plus</p>` : ''
    return `<h2 style="font-size:16px;margin:24px 0 4px">${escape(title)}</h2><table role="presentation" style="width:100%;border-collapse:collapse">${rows}</table>${more}`
  })
  return [
    '<!doctype html><html lang="fr"><head><meta charset="utf-8">',
    `<title>${escape(`Point ${when}`)}</title></head>`,
    '<body style="font:15px/1.45 system-ui,sans-serif;color:#111;max-width:640px;margin:0 auto;padding:16px">',
    `<p>Bonjour ${escape(frame.full_name)},</p>`,
    `<p>Votre point ${escape(when)}, ${escape(frame.organization_name)} : <strong>${escape(verdict)}</strong>.</p>`,
    ...sections,
    `<p style="margin-top:24px;color:#555"><a href="${escape(frame.base_url + preferencesPath)}" style="color:#555">Changer ou arrêter ces messages</a></p>`,
    '</body></html>',
  ].join('\n')
}

function rowOf({ text, detail, link, status, kpi_id }: Line, frame: DigestFrame): string {
  const mark = status === null ? null : marks[status]
  const shape = mark === null ? '' : `<span style="color:${mark[1]}" aria-hidden="true">${mark[0]}</span> `
  const picture = frame.pictures?.get(kpi_id)
  const image =
    picture === undefined
      ? ''
      : `<br><img src="${escape(picture.src)}" alt="${escape(picture.alt)}" style="max-width:100%">`
  return `<tr><td style="padding:8px 0;border-top:1px solid #ddd">${shape}<a href="${escape(frame.base_url + link)}" style="color:#111">${escape(text)}</a><br><span style="color:#555">${escape(detail)}</span>${image}</td></tr>`
}

function escape(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (character) => names[character] ?? character)
}

/** A name or a title must not be able to add lines to a letter. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}
