// Heads of the chains in a file kept elsewhere: the only proof that a tail was not cut off.
import { readFile, writeFile } from 'node:fs/promises'
import Type from 'typebox'
import { Shape, Uuid } from '../http/schemas.ts'
import { compileCheck } from '../http/validation.ts'
import { Problem } from '../problem.ts'

export interface ExportedHead {
  readonly organization_id: string
  readonly seq: number
  readonly hash: string
}

const HeadsFile = Shape({
  exported_at: Type.String(),
  heads: Type.Array(
    Shape({
      organization_id: Uuid,
      seq: Type.Integer({ minimum: 1 }),
      hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    }),
  ),
})
const checkHeads = compileCheck(HeadsFile)

/** Reads a file written by `writeHeads`. Throws 422 HEADS_UNREADABLE. */
export async function readHeads(path: string): Promise<readonly ExportedHead[]> {
  const unreadable = (detail: string): Problem =>
    new Problem(422, 'HEADS_UNREADABLE', `Le fichier ${path} ne peut pas être lu.`, { detail })
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(error instanceof Error ? error.message : String(error))
  })
  const file = parse(text)
  if (file === undefined || checkHeads(file).length > 0)
    throw unreadable('Ce n’est pas un fichier de têtes de chaîne (--export-heads).')
  return (file as { readonly heads: readonly ExportedHead[] }).heads
}

/** Writes the heads, readable by people and by `readHeads`. Throws 422 HEADS_UNWRITABLE. */
export async function writeHeads(path: string, heads: readonly ExportedHead[], now: Date = new Date()): Promise<void> {
  const text = `${JSON.stringify({ exported_at: now.toISOString(), heads }, null, 2)}\n`
  await writeFile(path, text, { mode: 0o600 }).catch((error: unknown) => {
    const detail = error instanceof Error ? error.message : String(error)
    throw new Problem(422, 'HEADS_UNWRITABLE', `Le fichier ${path} ne peut pas être écrit.`, { detail })
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // Answered by the caller like any other wrong content.
  }
}
