// Exact fractions, for averages inside a calculation: only its end result is rounded.
import { type Decimal } from './decimal.ts'
import { divideRounded } from './rounding.ts'

/** `over / under` in whatever unit the caller counts; `under` is positive. */
export interface Fraction {
  readonly over: bigint
  readonly under: bigint
}

export const zero: Fraction = { over: 0n, under: 1n }

export function fraction(over: bigint, under = 1n): Fraction {
  return under < 0n ? { over: -over, under: -under } : { over, under }
}

/** Adds over the least common denominator: those of calendars are few, so it stays small. */
export function add(a: Fraction, b: Fraction): Fraction {
  if (a.under === b.under) return { over: a.over + b.over, under: a.under }
  const divisor = greatestDivisor(a.under, b.under)
  const [left, right] = [b.under / divisor, a.under / divisor]
  return { over: a.over * left + b.over * right, under: a.under * left }
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.over, under: a.under * b.under }
}

/** The divisor must not be zero. */
export function divide(a: Fraction, b: Fraction): Fraction {
  return fraction(a.over * b.under, a.under * b.over)
}

/** Millionths to a whole count of them, or to fewer decimals; halves away from zero, as SQL's `round` does. */
export function roundFraction({ over, under }: Fraction, decimals = 6): Decimal {
  const step = 10n ** BigInt(6 - decimals)
  return (divideRounded(over, under * step) * step) as Decimal
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [left, right] = [a, b]
  while (right !== 0n) [left, right] = [right, left % right]
  return left
}
