// Wire shape of what a deletion would take along, and of what prevents it.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Nullable, Shape } from '#kernel/http/schemas.ts'

const Count = Type.Integer({ minimum: 0 })
export const Deletion = Shape({
  counts: Shape({
    kpis: Count,
    values: Count,
    evidence_files: Count,
    open_actions: Count,
    other_actions: Count,
    comments: Count,
    comment_files: Count,
    annotations: Count,
    targets: Count,
    formulas: Count,
    meetings: Count,
    screens: Count,
  }),
  /** The problem that deleting would answer now; null when nothing prevents it. */
  obstacle: Nullable(
    Shape({
      code: Type.String({ examples: ['PERIOD_LOCKED'] }),
      title: Type.String(),
      detail: Type.String(),
    }),
  ),
})

export type Deletion = Static<typeof Deletion>
