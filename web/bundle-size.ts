// The gzip weight of the first load: the entry script, what it imports statically, and its styles.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const firstLoadBytesMax = 250 * 1024

interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

export interface FirstLoad {
  readonly script_bytes: number
  readonly style_bytes: number
}

/** Weighs a built bundle. Throws when the scripts exceed what a first load may weigh. */
export function weighFirstLoad(dist: string): FirstLoad {
  const text = readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8')
  const manifest = JSON.parse(text) as Readonly<Record<string, Chunk>>
  const scripts = new Set<string>()
  const styles = new Set<string>()
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (chunk === undefined || scripts.has(chunk.file)) return
    scripts.add(chunk.file)
    for (const style of chunk.css ?? []) styles.add(style)
    for (const next of chunk.imports ?? []) visit(next)
  }
  for (const [name, chunk] of Object.entries(manifest)) if (chunk.isEntry === true) visit(name)
  const first = { script_bytes: gzipBytes(dist, scripts), style_bytes: gzipBytes(dist, styles) }
  if (first.script_bytes > firstLoadBytesMax) {
    throw new RangeError(
      `The first load weighs ${kilobytes(first.script_bytes)} of script, more than ${kilobytes(firstLoadBytesMax)}.`,
    )
  }
  return first
}

/** One line for people. */
export function describeFirstLoad({ script_bytes, style_bytes }: FirstLoad): string {
  return `First load, gzip: scripts ${kilobytes(script_bytes)}, styles ${kilobytes(style_bytes)}`
}

function gzipBytes(dist: string, files: ReadonlySet<string>): number {
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0)
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} kB`
}

if (import.meta.main) console.log(describeFirstLoad(weighFirstLoad(join(import.meta.dirname, 'dist'))))
