// What happened, newest first: who, when, what; and what a change replaced.
import type { ReactNode } from 'react'
import { useFormat, useT } from '../i18n/use-i18n.tsx'
import './timeline.css'

export interface TimelineEntry {
  readonly id: string
  readonly at: string
  readonly who?: string | null
  readonly what: ReactNode
  /** Shown under the sentence: a comment's text, a list of changes. */
  readonly body?: ReactNode
}

export interface TimelineProps {
  readonly entries: readonly TimelineEntry[]
  readonly label: string
}

export function Timeline({ entries, label }: TimelineProps): ReactNode {
  const format = useFormat()
  return (
    <ol className="timeline" aria-label={label}>
      {entries.map((entry) => (
        <li key={entry.id} className="timeline-entry">
          <p>
            {entry.who == null ? null : <strong>{entry.who} </strong>}
            {entry.what}{' '}
            <time className="quiet small nowrap" dateTime={entry.at} title={format.instant(entry.at)}>
              {format.relative(entry.at)}
            </time>
          </p>
          {entry.body === undefined ? null : <div className="timeline-body">{entry.body}</div>}
        </li>
      ))}
    </ol>
  )
}

export interface ChangesProps {
  readonly before: unknown
  readonly after: unknown
}

/** Before and after, field by field; fields that did not change are left out. */
export function Changes({ before, after }: ChangesProps): ReactNode {
  const t = useT()
  const rows = changedFields(before, after)
  if (rows.length === 0) return <p className="quiet small">{t('history.noChange')}</p>
  return (
    <table className="changes">
      <thead>
        <tr>
          <th scope="col">{t('history.field')}</th>
          <th scope="col">{t('history.before')}</th>
          <th scope="col">{t('history.after')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.field}>
            <th scope="row">{row.field}</th>
            <td>{row.before}</td>
            <td>{row.after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface ChangedField {
  readonly field: string
  readonly before: string
  readonly after: string
}

function changedFields(before: unknown, after: unknown): readonly ChangedField[] {
  const left = fieldsOf(before)
  const right = fieldsOf(after)
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])]
  return names
    .map((field) => ({ field, before: asText(left[field]), after: asText(right[field]) }))
    .filter((row) => row.before !== row.after)
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (value === null || value === undefined) return {}
  return typeof value === 'object' ? { ...value } : { value }
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
