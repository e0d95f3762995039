// The reader process looks at its own memory between two chunks, so that most overruns end in a typed refusal.

import type { TableLimits } from './limits.ts'
import { TableRefusal } from './table-refusal.ts'

/** The refusal comes a little before the parent's kill. */
const ownShare = 0.95

/** Throws FILE_TOO_LARGE_INFLATED when this process holds nearly as much memory as a reader may. */
export function checkMemory(limits: TableLimits): void {
  if (process.memoryUsage.rss() > limits.reader_rss_bytes_max * ownShare) {
    throw new TableRefusal('FILE_TOO_LARGE_INFLATED', { memory: 'reader' })
  }
}
