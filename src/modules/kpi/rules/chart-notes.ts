// What happened, beside the numbers: one mark per annotated period, the same on the chart and in the list. Pure.
import type { ChartNotes } from '#kernel/chart/chart-spec.ts'

/** An annotation as it travels, as far as it is drawn. */
export interface ChartAnnotation {
  readonly period_label: string
  readonly period_start: string
  readonly text: string
}

/** The number of each annotated period, oldest first. */
export function annotationMarks(annotations: readonly ChartAnnotation[]): ReadonlyMap<string, string> {
  const inOrder = annotations.toSorted((one, other) => (one.period_start < other.period_start ? -1 : 1))
  const labels = [...new Set(inOrder.map(({ period_label }) => period_label))]
  return new Map(labels.map((label, index) => [label, String(index + 1)]))
}

/** The annotations of the periods that a chart shows; nothing when it shows none of them. */
export function chartNotes(
  annotations: readonly ChartAnnotation[],
  { labels, name }: { readonly labels: readonly string[]; readonly name: string },
): { readonly notes?: ChartNotes } {
  const marks = annotationMarks(annotations)
  const items = annotations.flatMap(({ period_label, text }) => {
    const index = labels.indexOf(period_label)
    return index === -1 ? [] : [{ index, mark: marks.get(period_label) ?? '', text }]
  })
  return items.length === 0 ? {} : { notes: { name, items } }
}
