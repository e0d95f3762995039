// Exact results rounded once, and their way to JSON.
import { type Decimal, significantDigitsMax, toText } from './decimal.ts'

const exactMax = 1_000_000_000_000_000n

/** Divides and rounds to the nearest whole number, halves away from zero, as SQL's `round` does. */
export function divideRounded(dividend: bigint, positiveDivisor: bigint): bigint {
  const half = dividend < 0n ? -positiveDivisor : positiveDivisor
  return (dividend * 2n + half) / (positiveDivisor * 2n)
}

/**
 * The JSON number of a computed decimal: a sum may have more digits than an entered value, so it is cut to the 15 that
 * JSON carries safely; null when it is beyond what a JSON number can hold.
 */
export function toJsonNumber(value: Decimal): number | null {
  // both sides of the division are exact, so its one rounding gives the same double as reading the text would
  if (value <= exactMax && value >= -exactMax) return Number(value) / 1_000_000
  const number = Number(Number(toText(value)).toPrecision(significantDigitsMax))
  return Number.isFinite(number) ? number : null
}
