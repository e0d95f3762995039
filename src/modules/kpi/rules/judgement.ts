// A judgement: which version of the thresholds is in force on a day, and what it says of a value.
import { type Day } from '#kernel/dates.ts'
import { type Decimal, parseDecimal } from './decimal.ts'
import { explain } from './explanation.ts'
import { evaluateStatus, type Status, type Thresholds } from './status.ts'

export interface ThresholdVersion {
  readonly id: string
  /** Null for the first version, which covers all the past. */
  readonly effective_from: Day | null
  readonly thresholds: Thresholds
}

/** What is stored with a value, so that it never changes unasked. */
export interface Judgement {
  readonly status: Status | null
  readonly critical: boolean
  readonly explanation: string
  readonly threshold_id: string
}

/**
 * The version in force on a day: the latest that starts up to it. Versions may come in any order and must contain the
 * first one, which has no start. Throws when they do not: a KPI always has a first version.
 */
export function versionOn(versions: readonly ThresholdVersion[], day: Day): ThresholdVersion {
  let found: ThresholdVersion | null = null
  for (const version of versions) {
    const starts = version.effective_from
    if (starts !== null && starts > day) continue
    if (found === null || (starts !== null && (found.effective_from === null || starts > found.effective_from)))
      found = version
  }
  if (found === null) throw new Error('a KPI has no first version of its thresholds')
  return found
}

/** Judges a value by one version. */
export function judge(version: ThresholdVersion, value: Decimal, unit: string | null): Judgement {
  const { thresholds, effective_from } = version
  const { status, critical } = evaluateStatus(thresholds, value)
  return {
    status,
    critical,
    explanation: explain({ value, thresholds, unit, effective_from }),
    threshold_id: version.id,
  }
}

/** Reads a decimal that the database holds: its domain keeps the same limits, so anything else is a bug. */
export function decimalFromSql(text: string): Decimal
export function decimalFromSql(text: string | null): Decimal | null
export function decimalFromSql(text: string | null): Decimal | null {
  if (text === null) return null
  const result = parseDecimal(text)
  if (!result.ok) throw new Error(`the database holds a decimal out of limits: ${result.code}`)
  return result.value
}
