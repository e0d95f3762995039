// Reads the chosen sheet of an OpenDocument spreadsheet, in the reader process.

import { chooseSheet, visibleNames } from './choose-sheet.ts'
import type { TableLimits } from './limits.ts'
import { findContent, listSheets } from './ods-document.ts'
import { readOdsSheet } from './ods-sheet.ts'
import type { RowSink } from './row-sink.ts'
import { TableRefusal } from './table-refusal.ts'
import type { Archive } from './zip-part.ts'

export interface OdsOptions {
  readonly sheet: string | undefined
  readonly limits: TableLimits
  readonly onSheets: (names: readonly string[]) => void
  /** Called once, before the first row. */
  readonly onDetected: (detected: { readonly sheet: string }) => void
}

/** Gives every non-blank row of one sheet to the sink. Throws a TableRefusal for whatever stands in the way. */
export async function readOds(archive: Archive, options: OdsOptions, sink: RowSink): Promise<undefined> {
  try {
    const content = await findContent(archive)
    const sheets = await listSheets(archive, content)
    options.onSheets(visibleNames(sheets))
    const { name, index } = chooseSheet(sheets, options.sheet)
    options.onDetected({ sheet: name.toWellFormed() })
    await readOdsSheet(archive, { content, index, limits: options.limits }, sink)
  } catch (error) {
    // What XML and archives share speaks of workbooks in general.
    if (error instanceof TableRefusal && error.code === 'NOT_XLSX') throw new TableRefusal('NOT_ODS', error.facts)
    throw error
  }
}
