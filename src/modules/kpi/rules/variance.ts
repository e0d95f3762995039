// How far a value is from what it is compared with, and whether that is good.
import { type Decimal } from './decimal.ts'
import { type Thresholds } from './status.ts'
import { gainOf, relativeChange } from './trend.ts'

export type Goodness = 'BETTER' | 'EQUAL' | 'WORSE'

export interface Variance {
  /** Value less reference, exact. */
  readonly absolute: Decimal
  /** Over the size of the reference, six decimals; null (shown “—”) when the reference is 0. */
  readonly relative: Decimal | null
  /** Null when nothing says what is better: RANGE_IS_BEST without its range. */
  readonly goodness: Goodness | null
}

/**
 * Compares a value with a reference (a target, the year before). Better is more or less by direction; for RANGE_IS_BEST
 * it is nearer to the green range, so two values inside it are equal.
 */
export function computeVariance(value: Decimal, reference: Decimal, thresholds: Thresholds): Variance {
  const gain = gainOf(thresholds, value, reference)
  return {
    absolute: (value - reference) as Decimal,
    relative: relativeChange(value, reference),
    goodness: gain === null ? null : gain === 0 ? 'EQUAL' : gain > 0 ? 'BETTER' : 'WORSE',
  }
}
