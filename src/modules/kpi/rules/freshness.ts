// Whether a KPI waits for a value: the last period that is over should have one.
import { type Day } from '#kernel/dates.ts'
import { type Frequency, nextPeriod, periodOf, previousPeriod } from './period.ts'

export interface FreshnessInput {
  readonly frequency: Frequency
  readonly today: Day
  /** The day the KPI was made, in the organisation's zone: nothing is expected for periods that ended before. */
  readonly created_on: Day
  /** Start of the latest period that has a value; null without any value. */
  readonly latest_period_start: Day | null
}

export interface Freshness {
  /** The last period that is over. */
  readonly expected_period_label: string
  /** The first period that waits for its value; null when nothing is missing. */
  readonly missing_since: string | null
}

/** Compares the latest value with the last period that is over. The open period is never missing. */
export function computeFreshness(input: FreshnessInput): Freshness {
  const expected = previousPeriod(input.frequency, periodOf(input.frequency, input.today))
  const first = firstExpected(input)
  const isMissing = first.start <= expected.start
  return { expected_period_label: expected.label, missing_since: isMissing ? first.label : null }
}

function firstExpected({ frequency, created_on, latest_period_start }: FreshnessInput): ReturnType<typeof periodOf> {
  return latest_period_start === null
    ? periodOf(frequency, created_on)
    : nextPeriod(frequency, periodOf(frequency, latest_period_start))
}
