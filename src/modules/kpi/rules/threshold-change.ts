// What a change of a KPI does to its thresholds: the merged state, and from when it applies.
import { type Day } from '#kernel/dates.ts'
import { type Decimal, fromNumber } from './decimal.ts'
import type { Direction, Thresholds } from './status.ts'
import { lineFields, rangeFields, thresholdFields } from './threshold-fields.ts'
import type { ThresholdField } from './threshold-fields.ts'

/** The part of a request that speaks of thresholds, numbers as JSON gave them. */
export type ThresholdInput = { readonly [name in ThresholdField]?: number | null | undefined } & {
  readonly direction?: Direction | undefined
}

export interface NumberViolation {
  readonly pointer: string
  readonly code: 'VALUE_INVALID' | 'VALUE_PRECISION'
  readonly detail: string
}

export interface Merged {
  readonly thresholds: Thresholds
  readonly violations: readonly NumberViolation[]
}

/**
 * Puts what was sent over what was there. Who turns lines into a range (or back) and sends bounds of the new kind drops
 * the old kind; sending the direction alone keeps everything, and then the order rules refuse it.
 */
export function mergeThresholds(current: Thresholds, input: ThresholdInput): Merged {
  const direction = input.direction ?? current.direction
  const dropped = droppedFields(current.direction, direction, input)
  const violations: NumberViolation[] = []
  const read = (field: ThresholdField): Decimal | null => {
    const sent = input[field]
    if (sent === undefined) return dropped.has(field) ? null : current[field]
    if (sent === null) return null
    const result = fromNumber(sent)
    if (result.ok) return result.value
    violations.push(numberViolation(`/${field}`, result.code))
    return null
  }
  const thresholds: Thresholds = {
    direction,
    threshold_green: read('threshold_green'),
    threshold_orange: read('threshold_orange'),
    threshold_red: read('threshold_red'),
    green_min: read('green_min'),
    green_max: read('green_max'),
    orange_min: read('orange_min'),
    orange_max: read('orange_max'),
  }
  return { thresholds, violations }
}

/** Whether two states would judge alike. */
export function sameThresholds(left: Thresholds, right: Thresholds): boolean {
  return left.direction === right.direction && thresholdFields.every((field) => left[field] === right[field])
}

/** The later of two days: a change is made over what is in force then, or today. */
export function laterDay(left: Day, right: Day): Day {
  return left > right ? left : right
}

/** A sentence about a number that exact decimals cannot take. */
export function numberViolation(pointer: string, code: NumberViolation['code']): NumberViolation {
  const detail =
    code === 'VALUE_PRECISION'
      ? `${pointer} : au plus 15 chiffres significatifs et 6 décimales.`
      : `${pointer} : ce n’est pas un nombre fini.`
  return { pointer, code, detail }
}

function droppedFields(before: Direction, after: Direction, input: ThresholdInput): ReadonlySet<ThresholdField> {
  const wasRange = before === 'RANGE_IS_BEST'
  const isRange = after === 'RANGE_IS_BEST'
  if (wasRange === isRange) return new Set()
  const [oldKind, newKind]: readonly [readonly ThresholdField[], readonly ThresholdField[]] = wasRange
    ? [rangeFields, lineFields]
    : [lineFields, rangeFields]
  const sendsNewKind = newKind.some((field) => input[field] !== undefined && input[field] !== null)
  return sendsNewKind ? new Set(oldKind) : new Set()
}
