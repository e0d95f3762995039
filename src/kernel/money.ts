// Money: integer cents, split without losing one.

/** An amount in integer cents. */
export type Cents = bigint

/** The largest amount a JSON integer carries exactly, either sign. */
export const centsMax: Cents = 9_007_199_254_740_991n

/** Reads the wire's integer cents; null when it is not an exact integer. */
export function centsFromNumber(amount: number): Cents | null {
  return Number.isSafeInteger(amount) ? BigInt(amount) : null
}

/**
 * Splits an amount by weights. Cents in, cents out, sums exactly: the leftover cents go to the largest remainders,
 * equal remainders in the order given. A negative amount splits as the mirror of the positive one.
 * Throws RangeError for a negative weight, or when all weights are zero.
 */
export function splitCents(amount: Cents, weights: readonly bigint[]): readonly Cents[] {
  const total = totalOf(weights)
  if (amount < 0n) return splitCents(-amount, weights).map((share) => -share)
  const shares = weights.map((weight) => (amount * weight) / total)
  const leftover = Number(amount - shares.reduce((sum, share) => sum + share, 0n))
  for (const index of byLargestRemainder(amount, weights, total).slice(0, leftover)) {
    shares[index] = (shares[index] ?? 0n) + 1n
  }
  return shares
}

function totalOf(weights: readonly bigint[]): bigint {
  if (weights.some((weight) => weight < 0n)) throw new RangeError('A weight is negative.')
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  if (total === 0n) throw new RangeError('All weights are zero.')
  return total
}

function byLargestRemainder(amount: Cents, weights: readonly bigint[], total: bigint): readonly number[] {
  const remainders = weights.map((weight) => (amount * weight) % total)
  const indexes = weights.map((_, index) => index)
  return indexes.sort((left, right) => {
    const difference = (remainders[right] ?? 0n) - (remainders[left] ?? 0n)
    if (difference === 0n) return left - right
    return difference > 0n ? 1 : -1
  })
}
