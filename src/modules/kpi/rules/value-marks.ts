// What keeps a number from being final: its period goes on, or somebody has still to agree to it. Said wherever it is shown.
import type { Approval } from './closing.ts'

export interface ValueMarks {
  /** The period is not over. */
  readonly provisional: boolean
  /** Null where nobody is asked. */
  readonly approval: Approval | null
}

/** Nothing keeps it from being final. */
export const finalMarks: ValueMarks = { provisional: false, approval: null }

/** In French, before or after other words: “provisoire, à valider”; empty for a number that is final. */
export function marksFr({ provisional, approval }: ValueMarks): string {
  return [provisional ? 'provisoire' : '', approval === 'PENDING' ? 'à valider' : '']
    .filter((mark) => mark !== '')
    .join(', ')
}

/** After other words: “novembre 2026, provisoire”. */
export function withMarksFr(text: string, marks: ValueMarks): string {
  return [text, marksFr(marks)].filter((part) => part !== '').join(', ')
}
