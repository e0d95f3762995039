// Numbers and days as a French spreadsheet shows them, and the decimal behind a stored number.

/** Decimals that need no rounding: at most 15 digits and no exponent. */
const plainDecimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/
const significantDigits = 15

/**
 * The plain decimal a spreadsheet means by a stored number: 15 significant digits, no exponent, no needless zero.
 * Spreadsheets store binary floats in up to 17 digits: 0.94499999999999995 is 0.945. Other text comes back unchanged.
 */
export function spreadsheetDecimal(stored: string): string {
  if (stored.length <= significantDigits && plainDecimal.test(stored)) return withoutTrailingZeros(stored)
  const value = Number(stored)
  if (stored.trim() === '' || !Number.isFinite(value)) return stored
  return withoutTrailingZeros(withoutExponent(value.toPrecision(significantDigits)))
}

/** 1234.5 → 1234,5; 0.95 with a percent format → 95 %. */
export function displayedNumber(stored: string, percent: boolean): string {
  const decimal = spreadsheetDecimal(stored)
  const shown = percent ? `${withoutTrailingZeros(shiftPoint(decimal, 2))}\u00A0%` : decimal
  return shown.replace('.', ',')
}

/** 2024-12-31 → 31/12/2024, or 12/2024 when the format shows no day. */
export function displayedDay(day: string, month: boolean): string {
  const [year, monthNumber, dayNumber] = day.split('-')
  return month ? `${monthNumber}/${year}` : `${dayNumber}/${monthNumber}/${year}`
}

function withoutTrailingZeros(decimal: string): string {
  if (!decimal.includes('.')) return decimal === '-0' ? '0' : decimal
  const cut = decimal.replace(/\.?0+$/, '')
  return cut === '-0' ? '0' : cut
}

function withoutExponent(text: string): string {
  const [mantissa = '', exponent] = text.split('e')
  return exponent === undefined ? text : shiftPoint(mantissa, Number(exponent))
}

/** Moves the decimal point to the right (left when negative), as text. */
function shiftPoint(decimal: string, places: number): string {
  const sign = decimal.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = decimal.slice(sign.length).split('.')
  const digits = whole + fraction
  const point = whole.length + places
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  const left = digits
    .slice(0, point)
    .padEnd(point, '0')
    .replace(/^0+(?=\d)/, '')
  const right = digits.slice(point)
  return right === '' ? sign + left : `${sign}${left}.${right}`
}
