// Exact decimals of six places, held as whole millionths; no binary float ever takes part in a calculation.

declare const decimalBrand: unique symbol
/** A decimal number as a count of millionths: 0.3 is 300000n. */
export type Decimal = bigint & { readonly [decimalBrand]: 'millionths' }

/** VALUE_INVALID: not a finite number. VALUE_PRECISION: over 15 significant digits or over 6 decimals. */
export type DecimalCode = 'VALUE_INVALID' | 'VALUE_PRECISION'

export type DecimalResult =
  { readonly ok: true; readonly value: Decimal } | { readonly ok: false; readonly code: DecimalCode }

export const significantDigitsMax = 15
export const decimalPlacesMax = 6
/** Keeps every accepted value inside the range of a JSON number. */
export const integerDigitsMax = 308

const millionthsPerUnit = 1_000_000n
const numericText = /^(-)?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/
const shortInteger = /^-?\d{1,15}$/
const narrowSpace = '\u202F'
const hardSpace = '\u00A0'
const minus = '\u2212'
const invalid: DecimalResult = { ok: false, code: 'VALUE_INVALID' }
const imprecise: DecimalResult = { ok: false, code: 'VALUE_PRECISION' }

/** Reads canonical numeric text, as JSON and SQL write it (`-12.50`, `1e21`). Zeros at either end do not count. */
export function parseDecimal(text: string): DecimalResult {
  if (shortInteger.test(text)) return accepted(BigInt(text) * millionthsPerUnit)
  return parseShifted(text, 0)
}

/** Takes a JSON number by its shortest decimal text, so that 0.3 is exactly 0.3. */
export function fromNumber(number: number): DecimalResult {
  return Number.isFinite(number) ? parseDecimal(String(number)) : invalid
}

/** Takes a `numeric` column's text, which the database already checked. Throws RangeError if it is no decimal of ours. */
export function fromSql(text: string): Decimal {
  const result = parseDecimal(text)
  if (!result.ok) throw new RangeError(`${result.code} in the database: ${text.slice(0, 40)}`)
  return result.value
}

/**
 * Takes a number as a spreadsheet stores it: rounded to 15 significant digits first, then checked.
 * `percent` multiplies by 100, for a cell formatted with % that feeds a KPI in %.
 */
export function fromSpreadsheet(cell: { readonly raw: string | number; readonly percent: boolean }): DecimalResult {
  return parseShifted(roundToSignificant15(cell.raw), cell.percent ? 2 : 0)
}

/**
 * Rounds a spreadsheet number to the 15 significant digits that spreadsheets show (0.94499999999999995 is 0.945).
 * A spreadsheet cell is a binary double whatever its text, so the rounding starts from that double, once.
 * Text that is no number comes back as it is, and `parseDecimal` refuses it.
 */
export function roundToSignificant15(raw: string | number): string {
  if (typeof raw === 'string' && !numericText.test(raw)) return raw
  return Number(raw).toPrecision(significantDigitsMax)
}

/** Writes canonical SQL numeric text without useless zeros: `-0.5`, `95`. */
export function toText(value: Decimal): string {
  const magnitude = value < 0n ? -value : value
  const integer = `${value < 0n ? '-' : ''}${magnitude / millionthsPerUnit}`
  const fraction = magnitude % millionthsPerUnit
  if (fraction === 0n) return integer
  return `${integer}.${stripTrailingZeros(String(fraction).padStart(decimalPlacesMax, '0'))}`
}

/** The JSON number of a decimal: exact to read back, because an accepted decimal has at most 15 significant digits. */
export function toNumber(value: Decimal): number {
  return Number(toText(value))
}

/** Negative, zero or positive. */
export function compare(left: Decimal, right: Decimal): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** The opposite number. */
export function negate(value: Decimal): Decimal {
  return -value as Decimal
}

/** Writes a decimal the French way: comma, groups of three with U+202F, and a true minus (`−12 345,5`), as pages do. */
export function formatFr(value: Decimal): string {
  const [integer = '', fraction] = toText(value).replace('-', minus).split('.')
  const grouped = integer.replace(/\B(?=(?:\d{3})+$)/g, narrowSpace)
  return fraction === undefined ? grouped : `${grouped},${fraction}`
}

/** Writes a decimal with its unit after a no-break space (`92 %`, `3 jours`); no unit, no space. */
export function formatQuantityFr(value: Decimal, unit: string | null): string {
  return unit === null || unit === '' ? formatFr(value) : `${formatFr(value)}${hardSpace}${unit}`
}

/** Reads numeric text times ten to the power `shift`; works on digits so that a 500-digit text costs nothing. */
function parseShifted(text: string, shift: number): DecimalResult {
  const match = numericText.exec(text)
  if (match === null) return invalid
  const [, sign = '', integer = '', fraction = '', exponent = '0'] = match
  const unpadded = stripLeadingZeros(integer + fraction)
  const significant = stripTrailingZeros(unpadded)
  if (significant === '') return accepted(0n)
  // The value is `significant` times ten to the power `scale`.
  const scale = Number(exponent) + shift - fraction.length + (unpadded.length - significant.length)
  if (significant.length > significantDigitsMax || scale < -decimalPlacesMax) return imprecise
  if (significant.length + scale > integerDigitsMax) return invalid
  return accepted(BigInt(sign + significant) * 10n ** BigInt(scale + decimalPlacesMax))
}

function accepted(millionths: bigint): DecimalResult {
  return { ok: true, value: millionths as Decimal }
}

function stripLeadingZeros(digits: string): string {
  let start = 0
  while (digits.charCodeAt(start) === 48) start += 1
  return digits.slice(start)
}

/** A loop, not `/0+$/`: that pattern takes quadratic time on long runs of inner zeros. */
function stripTrailingZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1
  return digits.slice(0, end)
}
