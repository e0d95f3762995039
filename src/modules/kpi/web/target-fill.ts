// Filling many targets at once: one number for every empty period, or a column copied from a spreadsheet. Pure.
import { parseClipboard } from '#web/components/entry-grid-text.ts'
import { decimalToField } from '#web/decimal.ts'
import { readQuantity } from './quantity.ts'

/** Texts by period. */
export type Texts = Readonly<Record<string, string>>

/** The empty periods with this text; those that have one keep it. */
export function filledEmpty(values: Texts, periods: readonly string[], text: string): Texts {
  return Object.fromEntries(
    periods.filter((label) => (values[label] ?? '').trim() === '').map((label) => [label, text]),
  )
}

export interface PastedColumn {
  readonly values: Texts
  /** Numbers for which there is no period left in the dialog. */
  readonly left: number
}

/**
 * A column, or one row, of a spreadsheet over the periods from `start` on; of rows with several cells, such as a period
 * and its number, the last one counts. Empty cells change nothing. Null for a single text, which belongs into its field.
 */
export function pastedColumn(
  text: string,
  {
    periods,
    start,
    unit,
  }: { readonly periods: readonly string[]; readonly start: string; readonly unit: string | null },
): PastedColumn | null {
  const rows = parseClipboard(text)
  const [first] = rows ?? []
  if (rows === null || first === undefined || (rows.length === 1 && first.length === 1)) return null
  const cells = rows.length === 1 ? first : rows.map((row) => row.at(-1) ?? '')
  const labels = periods.slice(periods.indexOf(start))
  const entries = cells
    .slice(0, labels.length)
    .map((cell, index) => [labels[index] ?? '', asTyped(cell, unit)] as const)
  return {
    values: Object.fromEntries(entries.filter(([, value]) => value !== '')),
    left: cells.slice(labels.length).filter((cell) => cell.trim() !== '').length,
  }
}

/** As a person would have typed it: without unit and without spaces; what is no number stays as it is, to be put right. */
function asTyped(cell: string, unit: string | null): string {
  const reading = readQuantity(cell, unit)
  return reading.ok ? decimalToField(reading.number) : cell.trim()
}
