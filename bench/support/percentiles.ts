// Order statistics of measured times.

export interface Distribution {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** Nearest-rank percentiles, in the unit of the samples. */
export function distributionOf(samples: readonly number[]): Distribution {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}
