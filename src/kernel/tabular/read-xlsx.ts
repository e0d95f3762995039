// Reads the chosen sheet of a workbook, in the reader process.

import { chooseSheet, visibleNames } from './choose-sheet.ts'
import type { TableLimits } from './limits.ts'
import type { RowSink } from './row-sink.ts'
import type { DateSystem } from './spreadsheet-day.ts'
import { readSheet } from './xlsx-sheet.ts'
import { readSharedStrings } from './xlsx-strings.ts'
import { readStyles } from './xlsx-styles.ts'
import { readWorkbook } from './xlsx-workbook.ts'
import type { Archive } from './zip-part.ts'

export interface XlsxOptions {
  readonly sheet: string | undefined
  readonly limits: TableLimits
  readonly onSheets: (names: readonly string[]) => void
  /** Called once, before the first row. */
  readonly onDetected: (detected: { readonly sheet: string; readonly date_system: DateSystem }) => void
}

/** Gives every non-blank row of one sheet to the sink. Throws a TableRefusal for whatever stands in the way. */
export async function readXlsx(archive: Archive, options: XlsxOptions, sink: RowSink): Promise<undefined> {
  const { limits } = options
  const workbook = await readWorkbook(archive)
  options.onSheets(visibleNames(workbook.sheets))
  const sheet = chooseSheet(workbook.sheets, options.sheet)
  const { date_system } = workbook
  options.onDetected({ sheet: sheet.name, date_system })
  const styles = await readStyles(archive, workbook.styles)
  const strings = await readSharedStrings(archive, workbook.strings)
  await readSheet(archive, sheet.part, { strings, styles, date_system, limits }, sink)
}
