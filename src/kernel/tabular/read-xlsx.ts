// Reads the chosen sheet of a workbook, in the reader process.

import type { TableLimits } from './limits.ts'
import type { RowSink } from './row-sink.ts'
import type { DateSystem } from './spreadsheet-day.ts'
import { readSheet } from './xlsx-sheet.ts'
import { readSharedStrings } from './xlsx-strings.ts'
import { readStyles } from './xlsx-styles.ts'
import { chooseSheet, readWorkbook } from './xlsx-workbook.ts'
import { readZipDirectory } from './zip-directory.ts'
import type { Archive } from './zip-part.ts'

export interface XlsxOptions {
  readonly sheet: string | undefined
  readonly limits: TableLimits
  /** Called once, before the first row. */
  readonly onDetected: (detected: { readonly sheet: string; readonly date_system: DateSystem }) => void
}

/** Gives every non-blank row of one sheet to the sink. Throws a TableRefusal for whatever stands in the way. */
export async function readXlsx(file: Buffer, options: XlsxOptions, sink: RowSink): Promise<undefined> {
  const { limits } = options
  const archive: Archive = { file, directory: readZipDirectory(file, limits), limits, inflated: new Map() }
  const workbook = await readWorkbook(archive)
  const sheet = chooseSheet(workbook, options.sheet)
  const { date_system } = workbook
  options.onDetected({ sheet: sheet.name, date_system })
  const styles = await readStyles(archive, workbook.styles)
  const strings = await readSharedStrings(archive, workbook.strings)
  await readSheet(archive, sheet.part, { strings, styles, date_system, limits }, sink)
}
