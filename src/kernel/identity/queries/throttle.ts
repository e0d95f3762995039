// Counters of guessing. Rows belong to no organisation and hold keyed hashes only.
import type { Database } from '../../database/database.ts'

type Queries = Pick<Database, 'query'>

/** A counter without a recent failure starts again. */
const memory = `interval '1 hour'`
const isForgotten = `coalesce(t.blocked_until, t.first_failure_at) < now() - ${memory}`
const secondsOf = `ceil(extract(epoch from max(blocked_until) - now()))::int`

/** Seconds until the last of these counters lets through; null when none blocks. */
export async function findBlock(database: Queries, keys: readonly Buffer[]): Promise<number | null> {
  const { rows } = await database.query(
    `select ${secondsOf} as seconds from kernel.throttle where key = any ($1::bytea[]) and blocked_until > now()`,
    [keys],
  )
  return (rows[0]?.['seconds'] as number | null | undefined) ?? null
}

export interface Counter {
  readonly key: Buffer
  /** Failures from which each further attempt blocks; null never blocks. */
  readonly threshold: number | null
}

export interface BlockDelay {
  readonly firstSeconds: number
  readonly maxSeconds: number
}

/**
 * Counts one attempt, before its outcome is known, and blocks the next ones where the threshold is reached. Atomic: of
 * any number of attempts at once, only as many as the threshold allows are counted. Null when the counter blocks already.
 */
export async function countAttempt(
  database: Queries,
  { key, threshold }: Counter,
  delay: BlockDelay,
): Promise<number | null> {
  const { rows } = await database.query(
    `insert into kernel.throttle as t (key, failures, first_failure_at, blocked_until)
      values ($1, 1, now(), case when 1 >= $2::int then now() + make_interval(secs => $3) end)
      on conflict (key) do update set
        failures = case when ${isForgotten} then 1 else t.failures + 1 end,
        first_failure_at = case when ${isForgotten} then now() else t.first_failure_at end,
        blocked_until = case
          when (case when ${isForgotten} then 1 else t.failures + 1 end) >= $2::int
          then now() + make_interval(secs => least($4::float8,
            $3 * 2 ^ least(20, (case when ${isForgotten} then 1 else t.failures + 1 end) - $2::int)))
        end
      where t.blocked_until is null or t.blocked_until <= now()
      returning failures`,
    [key, threshold, delay.firstSeconds, delay.maxSeconds],
  )
  return (rows[0]?.['failures'] as number | undefined) ?? null
}

/** Takes back one attempt that was no failure; `unblock` when it was the one that blocked. */
export async function takeBackAttempt(
  database: Queries,
  key: Buffer,
  { unblock }: { readonly unblock: boolean },
): Promise<void> {
  await database.query(
    `update kernel.throttle set failures = greatest(failures - 1, 0),
      blocked_until = case when $2::boolean then null else blocked_until end where key = $1`,
    [key, unblock],
  )
}

export async function deleteCounter(database: Queries, key: Buffer): Promise<void> {
  await database.query('delete from kernel.throttle where key = $1', [key])
}
