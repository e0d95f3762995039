// Numbers typed by people. The text is checked digit by digit; nothing is computed in binary.

export type DecimalFault = 'EMPTY' | 'NOT_A_NUMBER' | 'TOO_PRECISE'

export type DecimalReading =
  | { readonly ok: true; readonly text: string; readonly number: number }
  | { readonly ok: false; readonly fault: DecimalFault }

const digitsMax = 15
const decimalsMax = 6

/**
 * Reads “1 234,56”, “1234.56” or “−3”. At most 15 significant digits and 6 decimals, so that the JSON number is exact.
 * A full stop counts as the decimal mark; a text with both marks is refused rather than guessed.
 */
export function readDecimal(typed: string): DecimalReading {
  const text = typed.replace(/[\s\u00a0\u202f]/g, '').replace(/^[−–]/, '-')
  if (text === '') return { ok: false, fault: 'EMPTY' }
  const match = /^([+-]?)(\d*)(?:[.,](\d*))?$/.exec(text)
  const whole = (match?.[2] ?? '').replace(/^0+(?=\d)/, '')
  const decimals = (match?.[3] ?? '').replace(/0+$/, '')
  if (match === null || (match[2] === '' && (match[3] ?? '') === '')) return { ok: false, fault: 'NOT_A_NUMBER' }
  const digits = `${whole}${decimals}`.replace(/^0+/, '')
  if (digits.length > digitsMax || decimals.length > decimalsMax) return { ok: false, fault: 'TOO_PRECISE' }
  const unsigned = `${whole === '' ? '0' : whole}${decimals === '' ? '' : `.${decimals}`}`
  const canonical = match[1] === '-' && digits !== '' ? `-${unsigned}` : unsigned
  // Fifteen digits survive the way to a double and back, so JSON carries exactly this text.
  return { ok: true, text: canonical, number: Number(canonical) }
}

/** The text a number field starts with: a decimal comma, no grouping. */
export function decimalToField(value: number | null | undefined): string {
  return value == null ? '' : plainText(value).replace('.', ',')
}

function plainText(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(decimalsMax).replace(/\.?0+$/, '') : text
}
