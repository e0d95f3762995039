// The text of an OpenDocument cell: its paragraphs, without notes and drawings, with the spaces that XML cannot carry.

import type { XmlAttributes } from './xml-stream.ts'

export interface CellText {
  /** An element inside of the cell; `depth` counts from the cell, whose own children are 1. */
  readonly open: (name: string, attributes: XmlAttributes, depth: number) => void
  readonly text: (piece: string) => void
  readonly close: (depth: number) => void
  /** The text since the last call. */
  readonly take: () => string
}

const paragraphDepth = 1

/** Gathers the text of one cell after the other; one character over the limit is enough to call a cell too long. */
export function createCellText(charactersMax: number): CellText {
  let text = ''
  let paragraphs = 0
  let isInside = false
  // notes and drawings hold paragraphs of their own
  let skippedFrom = 0
  const add = (piece: string): void => {
    if (text.length <= charactersMax) text += piece.slice(0, charactersMax + 1)
  }
  return {
    open: (name, attributes, depth) => {
      if (skippedFrom > 0) return
      if (depth === paragraphDepth) {
        if (name !== 'p') {
          skippedFrom = depth
          return
        }
        if (paragraphs > 0) add('\n')
        paragraphs += 1
        isInside = true
      } else if (name === 'annotation' || name === 'note') skippedFrom = depth
      else if (name === 's') add(' '.repeat(Math.min(charactersMax + 1, spaceCount(attributes['text:c']))))
      else if (name === 'tab') add('\t')
      else if (name === 'line-break') add('\n')
    },
    text: (piece) => {
      // A line end of the XML is a space.
      if (isInside && skippedFrom === 0) add(piece.replaceAll(/[ \t\r\n]+/g, ' '))
    },
    close: (depth) => {
      if (skippedFrom === depth) skippedFrom = 0
      else if (depth === paragraphDepth && skippedFrom === 0) isInside = false
    },
    take: () => {
      const taken = text
      text = ''
      paragraphs = 0
      isInside = false
      skippedFrom = 0
      return taken
    },
  }
}

function spaceCount(text: string | undefined): number {
  const count = text === undefined ? 1 : Number(text)
  return Number.isSafeInteger(count) && count > 0 ? count : 1
}
