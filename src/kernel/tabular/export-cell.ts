// The values an export writes. Text and numbers never mix: only text is protected against being run as a formula.

import { protectText } from './protective-quote.ts'

/** Text, a number, an exact decimal as text (a numeric column), an ISO day, or nothing. */
export type ExportCell = string | number | bigint | null | { readonly decimal: string } | { readonly day: string }

export type ExportRows = Iterable<readonly ExportCell[]> | AsyncIterable<readonly ExportCell[]>

const decimalText = /^-?\d+(?:\.\d+)?$/
const dayText = /^\d{4}-\d{2}-\d{2}$/

/** Text made safe for a spreadsheet: lone surrogates and NUL, which no file format carries, become U+FFFD. */
export function exportText(text: string): string {
  return protectText(text.toWellFormed().replaceAll('\0', '\uFFFD'))
}

/** The decimal with a point, checked. Throws RangeError for what is no finite number. */
export function exportDecimal(value: number | bigint | { readonly decimal: string }): string {
  const text = typeof value === 'object' ? value.decimal : plainNumber(value)
  if (!decimalText.test(text)) throw new RangeError(`Not a decimal: ${text}`)
  return text
}

/** The ISO day, checked. Throws RangeError. */
export function exportDay(day: string): string {
  if (!dayText.test(day)) throw new RangeError(`Not a day: ${day}`)
  return day
}

function plainNumber(value: number | bigint): string {
  const text = String(value)
  return text.includes('e') ? new Intl.NumberFormat('en', plainFormat).format(value) : text
}

const plainFormat: Intl.NumberFormatOptions = { useGrouping: false, maximumSignificantDigits: 21 }
