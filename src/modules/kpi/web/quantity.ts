// Numbers as people type or paste them for a KPI: read as an import reads them, so that nothing is guessed differently.
import { toNumber } from '../rules/decimal.ts'
import { parseNumberText, type NumberTextCode } from '../rules/number-text.ts'

export type QuantityFault = 'EMPTY' | 'NOT_A_NUMBER' | 'AMBIGUOUS' | 'TOO_PRECISE' | 'WRONG_UNIT' | 'DATE'

export type QuantityReading =
  { readonly ok: true; readonly number: number } | { readonly ok: false; readonly fault: QuantityFault }

const faults: Readonly<Record<NumberTextCode, QuantityFault>> = {
  MISSING_VALUE: 'EMPTY',
  INVALID_NUMBER: 'NOT_A_NUMBER',
  AMBIGUOUS_NUMBER: 'AMBIGUOUS',
  VALUE_PRECISION: 'TOO_PRECISE',
  UNIT_MISMATCH: 'WRONG_UNIT',
}

/**
 * Reads “1 234,5”, “95 %” for a KPI in %, “12 €” for one in €. “1.234” may be 1,234 or 1 234: refused as AMBIGUOUS.
 * A mark without digits on one side, as a hand on a keypad leaves it (“,5”, “12,”), is read as well.
 */
export function readQuantity(typed: string, unit: string | null): QuantityReading {
  const text = typed
    .trim()
    .replace(/^([+\u2212-]?)([.,]\d+)$/, '$10$2')
    .replace(/^([+\u2212-]?\d+)[.,]$/, '$1')
  const result = parseNumberText(text, unit)
  if (result.ok) return { ok: true, number: toNumber(result.value) }
  return { ok: false, fault: isDate(text) ? 'DATE' : faults[result.code] }
}

const month =
  '(janv?(ier|uary)?|févr?(ier)?|feb(ruary)?|mars?|march|avr(il)?|apr(il)?|mai|may|juin|june?|juil(let)?|july?|août|aug(ust)?|sept?(embre|ember)?|oct(obre|ober)?|nov(embre|ember)?|déc(embre)?|dec(ember)?)'

const dates = [
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$/,
  /^\d{1,2}[-/.]\d{1,2}[-/.](\d{2}|\d{4})$/,
  /^\d{1,2}\/(\d{1,2}|\d{4})$/,
  // as spreadsheets rewrite “3/12”
  new RegExp(`^\\d{1,2}[- ]${month}\\.?([- ]\\d{2,4})?$`, 'i'),
  new RegExp(`^${month}\\.?[- ]\\d{2,4}$`, 'i'),
]

/** A day as people and spreadsheets write it, with or without an hour. */
function isDate(text: string): boolean {
  const day = text.replace(/[T ]\d{1,2}:\d{2}(:\d{2})?$/, '')
  return dates.some((pattern) => pattern.test(day))
}
