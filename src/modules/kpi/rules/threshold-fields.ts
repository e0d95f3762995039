// The bounds that thresholds are made of, by the names they have everywhere. Pure, and light enough for every page.

export const lineFields = ['threshold_green', 'threshold_orange', 'threshold_red'] as const
export const rangeFields = ['green_min', 'green_max', 'orange_min', 'orange_max'] as const
export const thresholdFields = [...lineFields, ...rangeFields] as const

export type ThresholdField = (typeof thresholdFields)[number]
