// The press process: draws charts and pictures and typesets documents, one task after the other, for as long as its server lives.
// It may read code, templates and fonts, and has no environment. Started by press.ts; never imported.
import { chartSvg } from '../chart/chart-svg.ts'
import { openWorkshop, typeset } from './compile.ts'
import type { Workshop } from './compile.ts'
import { drawPicture } from './picture.ts'
import type { PressAnswer, PressTask } from './press-protocol.ts'

let workshop: Workshop | Error | undefined

process.on('message', (task: PressTask) => {
  void perform(task).then((answer) => process.send?.(answer))
})
process.on('disconnect', () => process.exit(0))

async function perform(task: PressTask): Promise<PressAnswer> {
  try {
    if (task.kind === 'chart') return { ok: true, result: await chartSvg(task.spec, task.size), page_count: 1 }
    workshop ??= open()
    if (workshop instanceof Error) return { ok: false, refusal: 'TYPESETTING_UNAVAILABLE', reason: workshop.message }
    if (task.kind === 'paper') return await typeset(workshop, task)
    return { ok: true, result: await drawPicture(workshop, task), page_count: 1 }
  } catch (error) {
    return { ok: false, refusal: null, reason: reasonOf(error) }
  }
}

function open(): Workshop | Error {
  try {
    return openWorkshop()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** The library throws errors whose `code` tells the most. */
function reasonOf(error: unknown): string {
  const { message = String(error), stack } = error as Partial<Error>
  return `${message} ${stack ?? ''}`
}
