// Which sheet of a workbook is read: the first visible one, or the named one; never a hidden one.

import { TableRefusal } from './table-refusal.ts'

export interface ChosenSheet {
  readonly name: string
  readonly hidden: boolean
}

const namesToldMax = 100
const nameCharactersMax = 100

/** The sheet to read: the first visible one, or the named one. Throws HIDDEN_SHEET, SHEET_NOT_FOUND. */
export function chooseSheet<Sheet extends ChosenSheet>(sheets: readonly Sheet[], name: string | undefined): Sheet {
  if (sheets.length === 0) throw new TableRefusal('SHEET_NOT_FOUND')
  if (name === undefined) {
    const visible = sheets.find((sheet) => !sheet.hidden)
    if (!visible) throw new TableRefusal('HIDDEN_SHEET')
    return visible
  }
  const wanted = name.trim().toLowerCase()
  const named = sheets.find((sheet) => sheet.name.trim().toLowerCase() === wanted)
  if (!named) throw new TableRefusal('SHEET_NOT_FOUND', { sheet: name.slice(0, 100) })
  if (named.hidden) throw new TableRefusal('HIDDEN_SHEET', { sheet: named.name })
  return named
}

/** The names among which a person may choose. */
export function visibleNames(sheets: readonly ChosenSheet[]): readonly string[] {
  const names = sheets.filter(({ hidden, name }) => !hidden && name.length <= nameCharactersMax)
  return names.slice(0, namesToldMax).map(({ name }) => name.toWellFormed())
}
