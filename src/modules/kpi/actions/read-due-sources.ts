// The minute's round over automatic sources that are due: a few organisations at once, one source after the other in each.
import type { Services } from '#kernel/services.ts'
import { listDueSources } from '../queries/source-runs.ts'
import type { DueSource } from '../queries/source-runs.ts'
import { createImportDesk } from './import-desk.ts'
import { createSourceReader } from './read-source.ts'
import type { SourceReader } from './read-source.ts'

/** Each may hold a reader process; the rest waits. */
const organizationsAtOnce = 3
/** Nothing new is begun after this: the next round goes on. */
const roundMs = 240_000

/** Reads what is due. Interrupted anywhere, the rest is due still; run by several processes, each source is read by one. */
export async function readDueSources(services: Services, signal: AbortSignal): Promise<void> {
  const due = Map.groupBy(await listDueSources(services.database), ({ organization_id }) => organization_id)
  if (due.size === 0) return
  const desk = createImportDesk(services)
  const reader = createSourceReader(services, desk)
  const stop = (): void => void Promise.all([reader.close(), desk.close()])
  signal.addEventListener('abort', stop, { once: true })
  try {
    const waiting = Array.from(due.values())
    const until = performance.now() + roundMs
    const isOver = (): boolean => signal.aborted || performance.now() > until
    const worker = async (): Promise<void> => {
      for (let sources = waiting.shift(); sources !== undefined && !isOver(); sources = waiting.shift())
        for (const source of sources) if (!isOver()) await readOne(services, reader, source)
    }
    await Promise.all(Array.from({ length: organizationsAtOnce }, worker))
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** One source in trouble keeps no other waiting. */
async function readOne({ log }: Services, reader: SourceReader, { organization_id, id }: DueSource): Promise<void> {
  try {
    const reading = await reader.start({ organization_id, id, readFor: 'SCHEDULE', force: false })
    await reading?.ended
  } catch (error) {
    log.error({ source_id: id, reason: String(error) }, 'a source could not be taken')
  }
}
