// Numbers as people type or paste them for a KPI: read as an import reads them, so that nothing is guessed differently.
import { toNumber } from '../rules/decimal.ts'
import { parseNumberText, type NumberTextCode } from '../rules/number-text.ts'

export type QuantityFault = 'EMPTY' | 'NOT_A_NUMBER' | 'AMBIGUOUS' | 'TOO_PRECISE' | 'WRONG_UNIT'

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
  return result.ok ? { ok: true, number: toNumber(result.value) } : { ok: false, fault: faults[result.code] }
}
