// Where a dashboard stands; below the badge the sentence that says why, where the shares beside it do not.
import type { ReactNode } from 'react'
import { StatusBadge } from '#web/components/status-badge.tsx'
import type { Dashboard } from '../schemas.ts'

type RolledUpState = Pick<Dashboard, 'status' | 'status_explanation' | 'rollup_rule'>

/** The server's own sentence: it is in French whatever the language of the page. */
export function RolledUp({ of }: { readonly of: RolledUpState }): ReactNode {
  if (of.status === null) return <span className="quiet">–</span>
  return (
    <span className="kpi-two-lines">
      <span>
        <StatusBadge status={of.status} />
      </span>
      {of.rollup_rule === 'WORST' ? null : (
        <span className="kpi-rolled-why" lang="fr">
          {whyOf(of.status_explanation)}
        </span>
      )}
    </span>
  )
}

/** Without its first word, which the badge says already: “Rouge : 1 indicateur rouge sur 5” → “1 indicateur rouge sur 5”. */
function whyOf(explanation: string): string {
  const why = explanation.replace(/^[^:]*\u00A0: /, '')
  return `${why.slice(0, 1).toUpperCase()}${why.slice(1)}`
}
