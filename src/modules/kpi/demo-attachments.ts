// The demo world's files on comments: an estimate and a plan of the workshop, on what Karim said of the machining centre.
import type { Scope } from '#kernel/database/database.ts'
import type { Services } from '#kernel/services.ts'
import { paletteImage } from '#kernel/typeset/png.ts'
import { attachFile } from './actions/attach-file.ts'
import { keepDemoFile } from './demo-files.ts'
import { listComments } from './queries/comments.ts'
import type { KpiId } from './queries/kpis.ts'

const commentsMax = 20
const estimate = 'poste;montant\ndéplacement;180,00\nbroche, remplacement;2 450,00\nréglage et essais;640,00\n'

type Colour = readonly [red: number, green: number, blue: number]
interface Rectangle {
  readonly at: readonly [x: number, y: number]
  readonly size: readonly [width: number, height: number]
  readonly colour: Colour
}

const paper: Colour = [250, 250, 248]
const wall: Colour = [22, 24, 29]
const bench: Colour = [212, 212, 216]
const size = { width: 480, height: 320 }
/** The machining centre, in red, between the saw and the assembly benches. */
const plan: readonly Rectangle[] = [
  { at: [20, 20], size: [440, 280], colour: wall },
  { at: [25, 25], size: [430, 270], colour: paper },
  { at: [200, 290], size: [70, 10], colour: paper },
  { at: [45, 45], size: [110, 70], colour: bench },
  { at: [185, 45], size: [110, 70], colour: [195, 25, 31] },
  { at: [325, 45], size: [110, 70], colour: bench },
  ...[45, 145, 245, 345].map((x) => ({ at: [x, 190] as const, size: [80, 55] as const, colour: bench })),
]

export interface DemoAttachments {
  readonly services: Services
  readonly author: Scope
  /** The KPI that the author commented. */
  readonly kpiId: KpiId
}

export async function seedDemoAttachments({ services, author, kpiId }: DemoAttachments): Promise<void> {
  const parent = { kpi_id: kpiId, action_id: null }
  const request = { parent, after: null, limit: commentsMax }
  const comments = await services.database.read(author, (tx) => listComments(tx, request))
  const own = comments.findLast(({ author_id }) => author_id === author.user_id)
  if (own === undefined) throw new Error('the demo world lacks the comment that has files')
  for (const file of [
    { name: 'devis-maintenance.csv', media_type: 'text/csv', content: Buffer.from(estimate) },
    { name: 'Plan de l’atelier.png', media_type: 'image/png', content: drawn(plan) },
  ]) {
    const kept = await keepDemoFile(services, author, file)
    await services.database.transaction(author, (tx) => attachFile(tx, own.id, kept))
  }
}

function drawn(rectangles: readonly Rectangle[]): Buffer {
  const rgb = new Uint8Array(size.width * size.height * 3).fill(255)
  for (const { at, size: extent, colour } of rectangles)
    for (let y = at[1]; y < at[1] + extent[1]; y += 1)
      for (let x = at[0]; x < at[0] + extent[0]; x += 1) rgb.set(colour, (y * size.width + x) * 3)
  return paletteImage({ ...size, rgb })
}
