// Student's t for 95 % on both sides.

const quantiles = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314,
  2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739,
] as const

/** How many standard errors hold the true value 95 times in 100. Throws RangeError beyond 1 to 22 degrees of freedom. */
export function studentQuantile(freedom: number): number {
  const quantile = quantiles[freedom - 1]
  if (quantile === undefined) throw new RangeError(`no quantile for ${freedom} degrees of freedom`)
  return quantile
}
