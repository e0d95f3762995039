// Numbers as French people type them: decimal comma, grouped thousands, signs, accounting parentheses, unit suffix.
import { type Decimal, negate, parseDecimal } from './decimal.ts'

export type NumberTextCode =
  'MISSING_VALUE' | 'INVALID_NUMBER' | 'AMBIGUOUS_NUMBER' | 'VALUE_PRECISION' | 'UNIT_MISMATCH'

export type NumberTextResult =
  { readonly ok: true; readonly value: Decimal } | { readonly ok: false; readonly code: NumberTextCode }

interface Signed {
  readonly negative: boolean
  readonly rest: string
}

/** Not applicable, not available, not communicated, without object: as French tables write that there is no number. */
const missingMarkers: ReadonlySet<string> = new Set(
  ['', '-', '–', '—', '\u2212'].concat([
    'n/a',
    'n.a.',
    'na',
    'n.d.',
    'n/d',
    'nd',
    'n.c.',
    'n/c',
    'nc',
    's.o.',
    's/o',
    'so',
  ]),
)
const missingMarkerLengthMax = 4

const hardSpaces = /[\u00A0\u202F\u2009]/g
const signedText = /^([+\u2212-]) ?(.*)$/s
const parenthesised = /^\( ?(.*?) ?\)$/s
/** %, € or their multiples (k€) after a number. */
const percentOrEuro = /[\d)] ?[a-z]{0,2}[%€]$/i
const numberEnd = /[\d)] ?$/

const ungrouped = /^\d+(?:[.,]\d+)?$/
// One separator throughout, three digits per group, and no group starts at zero: 0.945 can only be a decimal.
const maybeGrouped = /^[1-9]\d{0,2}(?:\.\d{3})+$/
const grouped = /^[1-9]\d{0,2}([ '’])\d{3}(?:\1\d{3})*(?:[.,]\d+)?$/
const groupedByPoint = /^[1-9]\d{0,2}(?:\.\d{3})+,\d+$/
const groupedByComma = /^[1-9]\d{0,2}(?:,\d{3})+\.\d+$/

/**
 * Reads a number cell in the fr-FR grammar, for a KPI in `unit`. “-”, “n/a”, “n.d.” and blanks are MISSING_VALUE, never
 * 0. A lone point is a decimal mark, except where it may as well group thousands (5.678): AMBIGUOUS_NUMBER. A suffix %
 * or € must be the KPI's unit, else UNIT_MISMATCH.
 */
export function parseNumberText(text: string, unit: string | null): NumberTextResult {
  const trimmed = text.replaceAll(hardSpaces, ' ').trim()
  if (trimmed.length <= missingMarkerLengthMax && missingMarkers.has(trimmed.toLowerCase())) {
    return { ok: false, code: 'MISSING_VALUE' }
  }
  const outer = withoutUnit(trimmed, unit)
  const { negative, rest } = takeSign(outer)
  // Accountants write the unit on either side of the closing parenthesis; once is enough.
  const number = outer === trimmed ? withoutUnit(rest, unit) : rest
  if (percentOrEuro.test(number)) return { ok: false, code: 'UNIT_MISMATCH' }
  return readMagnitude(number, negative)
}

function takeSign(text: string): Signed {
  const inside = parenthesised.exec(text)
  if (inside !== null) return { negative: true, rest: inside[1] ?? '' }
  const sign = signedText.exec(text)
  return sign === null ? { negative: false, rest: text } : { negative: sign[1] !== '+', rest: sign[2] ?? '' }
}

/** Takes the KPI's own unit off the end, whatever its case; a unit that could be part of a number is left alone. */
function withoutUnit(text: string, unit: string | null): string {
  if (unit === null || unit === '' || /^[\d.,]/.test(unit)) return text
  const suffix = unit.replaceAll(hardSpaces, ' ').trim()
  const body = text.slice(0, text.length - suffix.length)
  if (text.slice(body.length).toLowerCase() !== suffix.toLowerCase() || !numberEnd.test(body)) return text
  return body.trimEnd()
}

function readMagnitude(text: string, negative: boolean): NumberTextResult {
  if (maybeGrouped.test(text)) return { ok: false, code: 'AMBIGUOUS_NUMBER' }
  const canonical = canonicalText(text)
  if (canonical === null) return { ok: false, code: 'INVALID_NUMBER' }
  const result = parseDecimal(canonical)
  if (result.ok) return negative ? { ok: true, value: negate(result.value) } : result
  return { ok: false, code: result.code === 'VALUE_PRECISION' ? 'VALUE_PRECISION' : 'INVALID_NUMBER' }
}

/** Digits with a decimal point and nothing else; null when the text is not a number of the grammar. */
function canonicalText(text: string): string | null {
  if (ungrouped.test(text)) return text.replace(',', '.')
  if (grouped.test(text)) return text.replaceAll(/[ '’]/g, '').replace(',', '.')
  if (groupedByPoint.test(text)) return text.replaceAll('.', '').replace(',', '.')
  return groupedByComma.test(text) ? text.replaceAll(',', '') : null
}
