// The window of periods before or after the one that a grid shows. Pure.
import type { Grid } from '../entry-schemas.ts'
import { nextPeriod, previousPeriod } from '../rules/period.ts'
import { periodOfLabel } from './periods.ts'

type Shown = Pick<Grid, 'frequency' | 'periods' | 'today'>

/** As many periods as are shown, one window earlier or later; null beyond 1990 or the open period. */
export function shiftedWindow(
  { frequency, periods, today }: Shown,
  direction: -1 | 1,
): { readonly from: string; readonly to: string } | null {
  const edge = direction < 0 ? periods[0] : periods.at(-1)
  if (edge === undefined) return null
  const step = direction < 0 ? previousPeriod : nextPeriod
  let near = step(frequency, periodOfLabel(frequency, edge.period))
  if (near.start > today || near.start < '1990-01-01') return null
  let far = near
  for (let count = 1; count < periods.length; count += 1) {
    const following = step(frequency, far)
    if (following.start > today || following.start < '1990-01-01') break
    far = following
  }
  if (direction < 0) [near, far] = [far, near]
  return { from: near.start, to: far.end }
}
