// Thresholds as they are typed: read exactly, checked by the same rule as the server, ready to send. Pure.
import { decimalToField, readDecimal, type DecimalFault } from '#web/decimal.ts'
import type { Direction } from '../rules/status.ts'
import { lineFields, thresholdFields, type ThresholdField } from '../rules/threshold-fields.ts'
import { checkThresholds, type ThresholdViolation } from '../rules/thresholds.ts'
import { toThresholds, type WireThresholds } from './readings.ts'

/** From the lowest bound to the highest. */
const rangeFieldsInForm = ['orange_min', 'green_min', 'green_max', 'orange_max'] as const

export type ThresholdTexts = Readonly<Record<ThresholdField, string>> & { readonly direction: Direction }
export type ThresholdFault = Exclude<DecimalFault, 'EMPTY'> | ThresholdViolation['code']
export type ThresholdFaults = Readonly<Partial<Record<ThresholdField, ThresholdFault>>>

export interface ThresholdReading {
  /** What was typed, with null for what is empty or cannot be read. */
  readonly wire: WireThresholds
  readonly faults: ThresholdFaults
}

/** The fields that a direction uses, in the order of a form. */
export function fieldsOf(direction: Direction): readonly ThresholdField[] {
  return direction === 'RANGE_IS_BEST' ? rangeFieldsInForm : lineFields
}

/** The texts a form starts with. */
export function thresholdTexts(wire: WireThresholds): ThresholdTexts {
  const texts = Object.fromEntries(thresholdFields.map((field) => [field, decimalToField(wire[field])]))
  return { direction: wire.direction, ...(texts as Record<ThresholdField, string>) }
}

export const emptyThresholds: WireThresholds = {
  direction: 'UP_IS_BETTER',
  threshold_green: null,
  threshold_orange: null,
  threshold_red: null,
  green_min: null,
  green_max: null,
  orange_min: null,
  orange_max: null,
}

/** Reads what is typed; fields of another direction count as empty. */
export function readThresholds(texts: ThresholdTexts): ThresholdReading {
  const numbers: Partial<Record<ThresholdField, number>> = {}
  const faults: Partial<Record<ThresholdField, ThresholdFault>> = {}
  for (const field of fieldsOf(texts.direction)) {
    const reading = readDecimal(texts[field])
    if (reading.ok) numbers[field] = reading.number
    else if (reading.fault !== 'EMPTY') faults[field] = reading.fault
  }
  const wire: WireThresholds = { ...emptyThresholds, ...numbers, direction: texts.direction }
  if (Object.keys(faults).length > 0) return { wire, faults }
  for (const violation of checkThresholds(toThresholds(wire))) {
    faults[violation.pointer.slice(1) as ThresholdField] ??= violation.code
  }
  return { wire, faults }
}

/** Only what a direction uses goes to the server; a change also empties what the other direction used. */
export function thresholdBody(wire: WireThresholds): Readonly<Record<string, unknown>> {
  return Object.fromEntries([
    ['direction', wire.direction],
    ...fieldsOf(wire.direction).map((field) => [field, wire[field]] as const),
  ])
}

/** The same with nulls for the other direction's fields, for a PATCH. */
export function thresholdChange(wire: WireThresholds): Readonly<Record<string, unknown>> {
  const other = fieldsOf(wire.direction === 'RANGE_IS_BEST' ? 'UP_IS_BETTER' : 'RANGE_IS_BEST')
  return { ...thresholdBody(wire), ...Object.fromEntries(other.map((field) => [field, null])) }
}
