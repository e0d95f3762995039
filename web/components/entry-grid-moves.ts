// Where the keys of an entry grid lead: the active cell and the rectangle that is selected. Pure.

export interface Place {
  readonly row: number
  readonly column: number
}

/** `focus` is the active cell; the selection spans from `anchor` to it. */
export interface Selection {
  readonly anchor: Place
  readonly focus: Place
}

export interface Size {
  readonly rows: number
  readonly columns: number
}

export interface Rectangle {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

export interface Key {
  readonly key: string
  readonly shift: boolean
  readonly control: boolean
}

const pageRows = 10

/** The selection after a key that moves; null for any other key, and for a Tab that leaves the grid. */
export function moveBy({ key, shift, control }: Key, { anchor, focus }: Selection, size: Size): Selection | null {
  if (key === 'Tab') return tabbed(shift ? -1 : 1, focus, size)
  if (key === 'Enter') return at({ ...focus, row: clamp(focus.row + (shift ? -1 : 1), size.rows) })
  if (key.toLowerCase() === 'a' && control)
    return { anchor: { row: 0, column: 0 }, focus: { row: size.rows - 1, column: size.columns - 1 } }
  const target = targetOf(key, control, focus, size)
  if (target === null) return null
  return shift ? { anchor, focus: target } : at(target)
}

/** One cell, nothing more selected. */
export function at(place: Place): Selection {
  return { anchor: place, focus: place }
}

export function rectangleOf({ anchor, focus }: Selection): Rectangle {
  return {
    top: Math.min(anchor.row, focus.row),
    bottom: Math.max(anchor.row, focus.row),
    left: Math.min(anchor.column, focus.column),
    right: Math.max(anchor.column, focus.column),
  }
}

/** Every place of a rectangle, row by row. */
export function placesIn({ top, bottom, left, right }: Rectangle): readonly Place[] {
  const places: Place[] = []
  for (let row = top; row <= bottom; row += 1)
    for (let column = left; column <= right; column += 1) places.push({ row, column })
  return places
}

/** The first of some places after one, row by row and round again; null when there is none. */
export function nextPlace(places: readonly Place[], { row, column }: Place): Place | null {
  const inOrder = places.toSorted((a, b) => a.row - b.row || a.column - b.column)
  return inOrder.find((place) => place.row > row || (place.row === row && place.column > column)) ?? inOrder[0] ?? null
}

export interface PastedCell extends Place {
  readonly text: string
}

/**
 * Where pasted cells go: from the corner of the selection on; one cell fills the whole selection. What lies outside the
 * grid is counted, not written.
 */
export function placePasted(
  pasted: readonly (readonly string[])[],
  selection: Rectangle,
  size: Size,
): { readonly cells: readonly PastedCell[]; readonly outside: number } {
  const only = pasted.length === 1 && pasted[0]?.length === 1 ? pasted[0][0] : undefined
  if (only !== undefined) return { cells: placesIn(selection).map((place) => ({ ...place, text: only })), outside: 0 }
  const all = pasted.flatMap((texts, row) =>
    texts.map((text, column) => ({ row: selection.top + row, column: selection.left + column, text })),
  )
  const cells = all.filter(({ row, column }) => row < size.rows && column < size.columns)
  return {
    cells,
    outside:
      all.filter((cell) => cell.text.trim() !== '').length - cells.filter((cell) => cell.text.trim() !== '').length,
  }
}

/** Right, then down; null beyond either end, so that Tab leaves the grid there. */
function tabbed(step: 1 | -1, { row, column }: Place, { rows, columns }: Size): Selection | null {
  const next = row * columns + column + step
  if (next < 0 || next >= rows * columns) return null
  return at({ row: Math.floor(next / columns), column: next % columns })
}

function targetOf(key: string, control: boolean, { row, column }: Place, size: Size): Place | null {
  const last = { row: size.rows - 1, column: size.columns - 1 }
  switch (key) {
    case 'ArrowUp':
      return { row: control ? 0 : clamp(row - 1, size.rows), column }
    case 'ArrowDown':
      return { row: control ? last.row : clamp(row + 1, size.rows), column }
    case 'ArrowLeft':
      return { row, column: control ? 0 : clamp(column - 1, size.columns) }
    case 'ArrowRight':
      return { row, column: control ? last.column : clamp(column + 1, size.columns) }
    case 'Home':
      return { row: control ? 0 : row, column: 0 }
    case 'End':
      return { row: control ? last.row : row, column: last.column }
    case 'PageUp':
      return { row: clamp(row - pageRows, size.rows), column }
    case 'PageDown':
      return { row: clamp(row + pageRows, size.rows), column }
    default:
      return null
  }
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index))
}
