// One specification per chart: drawn in the page, in a PDF and in a letter, shown as a table, exported. Pure, so that
// browser and server share it.

export type ChartStatus = 'GREEN' | 'ORANGE' | 'RED' | 'NO_DATA' | 'NO_THRESHOLD'

export type ChartTone = 'ink' | 'muted' | 'accent' | 'green' | 'orange' | 'red'

export interface ChartSeries {
  readonly id: string
  readonly name: string
  /** One value per label; null leaves a gap. */
  readonly values: readonly (number | null)[]
  /** `step` holds a value until it changes: thresholds. */
  readonly kind: 'line' | 'step' | 'bar'
  readonly tone?: ChartTone
  readonly dashed?: boolean
  /** Gives each point its status: a circle, a diamond or a square. */
  readonly statuses?: readonly (ChartStatus | null)[]
  /** Shows a point at each value, so that one alone between two gaps is seen. */
  readonly marks?: boolean
  /** Computed, not entered: written as `derivedNumber` says. */
  readonly derived?: boolean
  /** Bars with the same stack stand on each other. */
  readonly stack?: string
}

/** Numbers that stand in the table of a chart and are not drawn. */
export interface ChartColumn {
  readonly name: string
  readonly values: readonly (number | null)[]
  readonly derived?: boolean
}

/** What happened at a place of the axis: marked there, and told in words beside the numbers. */
export interface ChartNote {
  /** The place of its label. */
  readonly index: number
  /** What stands at the mark: a number, which the list under the chart repeats. */
  readonly mark: string
  readonly text: string
}

export interface ChartNotes {
  /** The head of their column, and their name in the legend: “Annotations”. */
  readonly name: string
  readonly items: readonly ChartNote[]
}

export interface ChartSpec {
  readonly title: string
  /** What the chart shows, in a sentence, for those who do not see it. */
  readonly description: string
  readonly unit?: string | null
  /** The head of the label column: “Période”. */
  readonly labelHeader: string
  readonly labels: readonly string[]
  readonly series: readonly ChartSeries[]
  readonly columns?: readonly ChartColumn[]
  readonly notes?: ChartNotes
}

export interface ChartTable {
  readonly header: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

/** The same numbers as a table: one row per label, one column per series, the notes last. */
export function chartTable(spec: ChartSpec): ChartTable {
  const withUnit = (name: string): string => (spec.unit == null || spec.unit === '' ? name : `${name} (${spec.unit})`)
  const { notes } = spec
  const columns = numberColumns(spec)
  return {
    header: [spec.labelHeader, ...columns.map((column) => withUnit(column.name)), ...(notes ? [notes.name] : [])],
    rows: spec.labels.map((label, index) => [
      label,
      ...columns.map((column) => column.values[index] ?? null),
      ...(notes ? [notesAt(spec, index).join(' ; ') || null] : []),
    ]),
  }
}

/** The columns of numbers in the table of a chart, in order: what is drawn, then what is not. */
export function numberColumns({ series, columns = [] }: ChartSpec): readonly ChartColumn[] {
  return [...series, ...columns]
}

/**
 * A computed number as it is shown: at most two decimals, three digits under 1, halves away from zero. Entered numbers
 * are shown as entered, and files hold all digits.
 */
export function derivedNumber(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value
  const size = Math.abs(value)
  if (size >= 1e13) return value
  const decimals = size >= 1 ? 2 : 2 - Math.floor(Math.log10(size))
  const short = Number(`${Math.round(Number(`${size}e${decimals}`))}e-${decimals}`)
  return value < 0 ? -short : short
}

/** What happened at one place of the axis, in words. */
export function notesAt({ notes }: ChartSpec, index: number): readonly string[] {
  return (notes?.items ?? []).filter((note) => note.index === index).map(({ text }) => text)
}
