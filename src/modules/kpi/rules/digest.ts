// The digest: one letter of what changed for a person, as text and as plain HTML, in French.
import { type Day, formatDayFr } from '#kernel/dates.ts'
import { courseHtml } from './digest-course.ts'
import type { DigestCourse } from './digest-course.ts'
import { statusWord } from './explanation.ts'
import { escapeHtml, markHtml } from './letter-html.ts'
import { periodName } from './period-labels.ts'
import { lineOf, type Missing } from './reminder.ts'
import type { Status } from './status.ts'
import { withMarksFr } from './value-marks.ts'
import type { ValueMarks } from './value-marks.ts'

export interface DigestKpi extends ValueMarks {
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
  /** The courses of some of the KPIs, by their ids; each stands where its KPI is named first. */
  readonly courses: ReadonlyMap<string, DigestCourse>
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

/** The KPIs whose course is worth showing: those that changed, then the red ones, each once. */
export function shownKpis({ changed, red }: DigestContent, max: number): readonly DigestKpi[] {
  const known = new Map([...changed.items, ...red.items].map((kpi) => [kpi.kpi_id, kpi]))
  return [...known.values()].slice(0, max)
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
    detail: `${kpi.dashboard_title}, ${withMarksFr(kpi.period_label === '' ? '' : periodName(kpi.period_label, 'fr'), kpi)} : ${kpi.explanation}`,
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

function htmlOf(parts: readonly Part[], { frame, when, verdict }: Writing): string {
  const waiting = new Map(frame.courses)
  const sections = parts.map(({ title, lines, rest }) => {
    const rows = lines
      .map((line) => {
        const course = waiting.get(line.kpi_id)
        waiting.delete(line.kpi_id)
        return rowOf(line, course, frame)
      })
      .join('')
    const more = rest > 0 ? `<p style="margin:4px 0;color:#555">… et ${rest} de plus</p>` : ''
    return `<h2 style="font-size:16px;margin:24px 0 4px">${escapeHtml(title)}</h2><table role="presentation" style="width:100%;border-collapse:collapse">${rows}</table>${more}`
  })
  return [
    '<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${escapeHtml(`Point ${when}`)}</title></head>`,
    '<body style="font:15px/1.45 system-ui,sans-serif;color:#111;max-width:640px;margin:0 auto;padding:16px">',
    `<p>Bonjour ${escapeHtml(frame.full_name)},</p>`,
    `<p>Votre point ${escapeHtml(when)}, ${escapeHtml(frame.organization_name)} : <strong>${escapeHtml(verdict)}</strong>.</p>`,
    ...sections,
    `<p style="margin-top:24px;color:#555"><a href="${escapeHtml(frame.base_url + preferencesPath)}" style="color:#555">Changer ou arrêter ces messages</a></p>`,
    '</body></html>',
  ].join('\n')
}

function rowOf({ text, detail, link, status }: Line, course: DigestCourse | undefined, frame: DigestFrame): string {
  const shape = status === null ? '' : `${markHtml(status)} `
  const drawn = course === undefined ? '' : courseHtml(course)
  return `<tr><td style="padding:8px 0;border-top:1px solid #ddd">${shape}<a href="${escapeHtml(frame.base_url + link)}" style="color:#111">${escapeHtml(text)}</a><br><span style="color:#555">${escapeHtml(detail)}</span>${drawn}</td></tr>`
}

/** A name or a title must not be able to add lines to a letter. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}
