// Roll-up: the status of a dashboard from its KPIs, of a group from what stands in it, by the rule that it shows.

/** WORST: the worst child. WEIGHTED: the weighted mean of green = 1, orange = ½, red = 0. */
export type RollupRule = 'WORST' | 'WEIGHTED'
export type NodeStatus = 'GREEN' | 'ORANGE' | 'RED' | 'NO_DATA' | 'NO_THRESHOLD'

/** How many children have each status. */
export interface StatusCounts {
  readonly green: number
  readonly orange: number
  readonly red: number
  readonly no_data: number
  readonly no_threshold: number
}

/** The sums of the weights of the children that have a verdict. */
export interface StatusWeights {
  readonly green: number
  readonly orange: number
  readonly red: number
}

export interface Children {
  readonly counts: StatusCounts
  readonly weights: StatusWeights
}

export interface Judgement {
  /** Null when there is nothing below. */
  readonly status: NodeStatus | null
  /** Of WEIGHTED: per cent, cut to a tenth so that it never shows more than was reached. */
  readonly score_percent: number | null
}

export const greenPercentMin = 75
export const orangePercentMin = 50

/**
 * Judges children by a rule. Only green, orange and red take part: what has no data or no threshold is neither good nor
 * bad, it is counted apart and never makes anything green. Exact: whole weights, no division before the comparison.
 */
export function judgeChildren(rule: RollupRule, { counts, weights }: Children): Judgement {
  const total = weights.green + weights.orange + weights.red
  if (rule === 'WORST' || total === 0) return { status: worstOf(counts), score_percent: null }
  const halves = 2 * weights.green + weights.orange
  const reaches = (percent: number): boolean => halves * 100 >= percent * 2 * total
  const status = reaches(greenPercentMin) ? 'GREEN' : reaches(orangePercentMin) ? 'ORANGE' : 'RED'
  return { status, score_percent: Math.floor((halves * 500) / total) / 10 }
}

function worstOf({ green, orange, red, no_data, no_threshold }: StatusCounts): NodeStatus | null {
  if (red > 0) return 'RED'
  if (orange > 0) return 'ORANGE'
  if (green > 0) return 'GREEN'
  if (no_data > 0) return 'NO_DATA'
  return no_threshold > 0 ? 'NO_THRESHOLD' : null
}
