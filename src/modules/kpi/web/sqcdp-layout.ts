// Where the days of a month stand so that they draw a letter: 31 places each, in the order of the pen.
import type { Family } from '../rules/sqcdp.ts'

/** Row and column, from 1, as a grid counts. */
export interface Place {
  readonly row: number
  readonly column: number
}

export interface LetterLayout {
  readonly letter: string
  readonly columns: number
  /** One per day of a long month. */
  readonly places: readonly Place[]
}

/** Each stroke goes from one place to another, along a row, a column or a diagonal. */
type Stroke = readonly [from: readonly [number, number], to: readonly [number, number]]

export const letterRows = 11

const strokes: Readonly<Record<Family, { readonly letter: string; readonly strokes: readonly Stroke[] }>> = {
  SAFETY: {
    letter: 'S',
    strokes: [
      [
        [2, 7],
        [2, 7],
      ],
      [
        [1, 7],
        [1, 1],
      ],
      [
        [2, 1],
        [5, 1],
      ],
      [
        [6, 1],
        [6, 7],
      ],
      [
        [7, 7],
        [10, 7],
      ],
      [
        [11, 7],
        [11, 1],
      ],
      [
        [10, 1],
        [10, 1],
      ],
    ],
  },
  QUALITY: {
    letter: 'Q',
    strokes: [
      [
        [1, 2],
        [1, 6],
      ],
      [
        [2, 7],
        [10, 7],
      ],
      [
        [11, 6],
        [11, 2],
      ],
      [
        [10, 1],
        [2, 1],
      ],
      [
        [8, 4],
        [10, 6],
      ],
    ],
  },
  COST: {
    letter: 'C',
    strokes: [
      [
        [4, 8],
        [2, 8],
      ],
      [
        [1, 8],
        [1, 1],
      ],
      [
        [2, 1],
        [10, 1],
      ],
      [
        [11, 1],
        [11, 8],
      ],
      [
        [10, 8],
        [8, 8],
      ],
    ],
  },
  DELIVERY: {
    letter: 'D',
    strokes: [
      [
        [1, 1],
        [11, 1],
      ],
      [
        [11, 2],
        [11, 6],
      ],
      [
        [10, 6],
        [10, 6],
      ],
      [
        [10, 7],
        [2, 7],
      ],
      [
        [1, 6],
        [1, 2],
      ],
    ],
  },
  PEOPLE: {
    letter: 'P',
    strokes: [
      [
        [11, 1],
        [1, 1],
      ],
      [
        [1, 2],
        [1, 6],
      ],
      [
        [2, 7],
        [5, 7],
      ],
      [
        [6, 6],
        [6, 2],
      ],
      [
        [2, 6],
        [2, 6],
      ],
      [
        [7, 2],
        [11, 2],
      ],
    ],
  },
}

/** The layout of a family's letter. */
export function layoutOf(family: Family): LetterLayout {
  const { letter, strokes: drawn } = strokes[family]
  const places = drawn.flatMap(placesOf)
  return { letter, columns: Math.max(...places.map(({ column }) => column)), places }
}

function placesOf([[row, column], [lastRow, lastColumn]]: Stroke): readonly Place[] {
  const length = Math.max(Math.abs(lastRow - row), Math.abs(lastColumn - column))
  const step = [Math.sign(lastRow - row), Math.sign(lastColumn - column)] as const
  return Array.from({ length: length + 1 }, (_, at) => ({ row: row + at * step[0], column: column + at * step[1] }))
}
