// A token bucket per key, in memory: a brake on one process, not a ledger. Guessing of passwords is counted in the
// database instead (identity/throttle.ts), because it must hold across processes.

interface Bucket {
  tokens: number
  refilledAt: number
}

export interface RateLimit {
  /** Takes one token; null when granted, else the seconds to wait. */
  take(key: string): number | null
}

const bucketsMax = 50_000

/** Grants `perMinute` calls a minute with bursts of the same size; 0 grants everything. */
export function createRateLimit(perMinute: number, now: () => number = Date.now): RateLimit {
  const buckets = new Map<string, Bucket>()
  const perMs = perMinute / 60_000
  return {
    take: (key) => {
      if (perMinute === 0) return null
      const at = now()
      const bucket = buckets.get(key) ?? { tokens: perMinute, refilledAt: at }
      // a clock that is set back refills nothing, and takes nothing away
      bucket.tokens = Math.min(perMinute, bucket.tokens + Math.max(0, at - bucket.refilledAt) * perMs)
      bucket.refilledAt = at
      buckets.delete(key)
      buckets.set(key, bucket)
      if (buckets.size > bucketsMax) buckets.delete(buckets.keys().next().value ?? key)
      if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / perMs / 1000)
      bucket.tokens -= 1
      return null
    },
  }
}
