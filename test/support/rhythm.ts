// What tests of alerts, reminders and digests share: periods that have just ended, and the notifications of a person.
import assert from 'node:assert/strict'
import type { Day } from '#kernel/dates.ts'
import { today } from '#kernel/dates.ts'
import { periodOf, previousPeriod } from '../../src/modules/kpi/rules/period.ts'
import type { Period } from '../../src/modules/kpi/rules/period.ts'
import type { Person, TestSocle } from './app.ts'

export interface Told {
  readonly kind: string
  readonly topic: string
  readonly title: string
  readonly body: string
  readonly link: string | null
}

/** The last months that are over, oldest first. */
export function lastMonths(count: number): readonly Period[] {
  const months: Period[] = []
  let period = periodOf('MONTHLY', today('Europe/Paris'))
  while (months.length < count) {
    period = previousPeriod('MONTHLY', period)
    months.unshift(period)
  }
  return months
}

/** A morning, in summer and in winter: six o'clock in UTC is seven or eight in Paris. */
export function morningOf(day: Day): string {
  return `${day}T06:00:00Z`
}

/** What a person has been told, oldest first. */
export async function toldTo({ call }: TestSocle, as: Person, query = ''): Promise<readonly Told[]> {
  const answer = await call('GET', `/notifications?limit=500${query}`, { as })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<{ items: readonly Told[] }>().items.toReversed()
}
