// What makes thresholds acceptable: complete, and in the order their direction asks for.
import type { Thresholds } from './status.ts'
import { lineFields, rangeFields } from './threshold-fields.ts'
import type { ThresholdField } from './threshold-fields.ts'

export interface ThresholdViolation {
  readonly pointer: string
  readonly code: 'THRESHOLDS_INCOMPLETE' | 'THRESHOLDS_INCONSISTENT'
  readonly detail: string
}

const names: Readonly<Record<ThresholdField, string>> = {
  threshold_green: 'le seuil vert',
  threshold_orange: 'le seuil orange',
  threshold_red: 'le seuil rouge',
  green_min: 'le minimum vert',
  green_max: 'le maximum vert',
  orange_min: 'le minimum orange',
  orange_max: 'le maximum orange',
}

/**
 * Everything wrong with thresholds, as they would stand once saved: check the merged state of a change, since changing
 * only the direction can make them invalid. Empty when valid; having no threshold at all is valid.
 */
export function checkThresholds(thresholds: Thresholds): readonly ThresholdViolation[] {
  const isRange = thresholds.direction === 'RANGE_IS_BEST'
  const foreign = (isRange ? lineFields : rangeFields).filter((field) => thresholds[field] !== null)
  const violations = foreign.map(foreignTo(isRange))
  return [...violations, ...(isRange ? checkRange(thresholds) : checkLine(thresholds))]
}

function checkLine(thresholds: Thresholds): readonly ThresholdViolation[] {
  const { threshold_green: green, threshold_orange: orange, threshold_red: red } = thresholds
  if (green === null && orange === null && red === null) return []
  if (green === null || orange === null) return incomplete(thresholds, ['threshold_green', 'threshold_orange'])
  const isUp = thresholds.direction === 'UP_IS_BETTER'
  return isUp
    ? [
        ...checkOrder(thresholds, 'threshold_orange', 'threshold_green'),
        ...checkOrder(thresholds, 'threshold_red', 'threshold_orange'),
      ]
    : [
        ...checkOrder(thresholds, 'threshold_green', 'threshold_orange'),
        ...checkOrder(thresholds, 'threshold_orange', 'threshold_red'),
      ]
}

function checkRange(thresholds: Thresholds): readonly ThresholdViolation[] {
  const missing = rangeFields.filter((field) => thresholds[field] === null)
  if (missing.length === rangeFields.length) return []
  if (missing.length > 0) return incomplete(thresholds, rangeFields)
  return [
    ...checkOrder(thresholds, 'green_min', 'green_max'),
    ...checkOrder(thresholds, 'orange_min', 'green_min'),
    ...checkOrder(thresholds, 'green_max', 'orange_max'),
  ]
}

/** Both fields are named, so that a form can mark both. */
function checkOrder(
  thresholds: Thresholds,
  lower: ThresholdField,
  upper: ThresholdField,
): readonly ThresholdViolation[] {
  const low = thresholds[lower]
  const high = thresholds[upper]
  if (low === null || high === null || low <= high) return []
  return [
    violation(lower, 'THRESHOLDS_INCONSISTENT', `${capitalised(names[lower])} dépasse ${names[upper]}.`),
    violation(upper, 'THRESHOLDS_INCONSISTENT', `${capitalised(names[upper])} est inférieur ${toThe(names[lower])}.`),
  ]
}

function incomplete(thresholds: Thresholds, fields: readonly ThresholdField[]): readonly ThresholdViolation[] {
  return fields.map((field) => {
    const need = thresholds[field] === null ? 'manque.' : 'ne suffit pas : il en faut d’autres avec lui.'
    return violation(field, 'THRESHOLDS_INCOMPLETE', `${capitalised(names[field])} ${need}`)
  })
}

function foreignTo(isRange: boolean): (field: ThresholdField) => ThresholdViolation {
  const rule = isRange
    ? 'ne sert pas quand une plage de valeurs est visée.'
    : 'ne sert que quand une plage de valeurs est visée.'
  return (field) => violation(field, 'THRESHOLDS_INCONSISTENT', `${capitalised(names[field])} ${rule}`)
}

function violation(field: ThresholdField, code: ThresholdViolation['code'], detail: string): ThresholdViolation {
  return { pointer: `/${field}`, code, detail }
}

/** `le seuil vert` becomes `au seuil vert`. */
function toThe(name: string): string {
  return name.replace(/^le /, 'au ')
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
