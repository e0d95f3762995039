// What the server refused and why: title, detail, fields, and the request's number to quote.
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useI18n, useT } from '../i18n/use-i18n.tsx'
import { ApiProblem } from '../problem.ts'
import { fieldErrorText, violationsOf, problemText } from '../problem-text.ts'
import './notice.css'

export interface ProblemNoticeProps {
  readonly error: unknown
  /** Pointers shown at their own fields, not repeated here. */
  readonly shownPointers?: readonly string[]
}

const fieldsMax = 20

export function ProblemNotice({ error, shownPointers = [] }: ProblemNoticeProps): ReactNode {
  const { catalogue, language } = useI18n()
  const text = problemText(error, catalogue, language)
  const t = useT()
  const fields = error instanceof ApiProblem ? error.errors.filter((one) => !shownPointers.includes(one.pointer)) : []
  // what stands at its field, or in the list below, is not said twice
  const { length: count } = violationsOf(error)
  const isOnlyReason = count === 1 && fields.length === 1
  const title = count > 0 && !isOnlyReason ? t('form.faults', { count }) : text.title
  return (
    <div className="notice" data-tone="problem" role="alert" lang={text.lang}>
      <p className="notice-title">{title}</p>
      {text.detail === '' ? null : <p>{text.detail}</p>}
      {fields.length === 0 || isOnlyReason ? null : (
        <ul className="notice-list">
          {fields.slice(0, fieldsMax).map((field, index) => (
            <li key={index}>
              {field.pointer === '' ? null : <code>{field.pointer.replace(/^\//, '')}</code>}{' '}
              {fieldErrorText(field, catalogue, language)}
            </li>
          ))}
        </ul>
      )}
      {text.requestId === null || isSelfHelp(error) ? null : <RequestNumber id={text.requestId} />}
    </div>
  )
}

/** Refusals that the person can settle alone need no number to quote. */
function isSelfHelp(error: unknown): boolean {
  return error instanceof ApiProblem && [401, 409, 422, 429].includes(error.status)
}

function RequestNumber({ id }: { readonly id: string }): ReactNode {
  const t = useT()
  return (
    <p className="notice-request" lang={undefined}>
      {t('problem.request')} <code>{id}</code>{' '}
      <Button variant="subtle" size="compact-xs" color="gray" onClick={() => void navigator.clipboard.writeText(id)}>
        {t('action.copy')}
      </Button>
    </p>
  )
}

export interface NoticeProps {
  readonly tone?: 'plain' | 'good' | 'warning'
  readonly title?: string
  readonly children?: ReactNode
}

/** A sentence that stays: neither a problem nor a passing toast. */
export function Notice({ tone = 'plain', title, children }: NoticeProps): ReactNode {
  return (
    <div className="notice" data-tone={tone} role="status">
      {title === undefined ? null : <p className="notice-title">{title}</p>}
      {children}
    </div>
  )
}
