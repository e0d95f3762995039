// Where the reader is: set by the page's header, shown in the top line.
import { createStore } from '../store.ts'

export interface TrailStep {
  readonly label: string
  readonly to: string
}

export interface Trail {
  readonly title: string
  readonly above: readonly TrailStep[]
}

export const trail = createStore<Trail>({ title: '', above: [] })
