// Prints the gzip weight of the first load: the entry script, what it imports statically, and its styles.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const firstLoadBytesMax = 250 * 1024

interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

const dist = new URL('./dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8')) as Readonly<
  Record<string, Chunk>
>
const scripts = new Set<string>()
const styles = new Set<string>()
for (const [name, chunk] of Object.entries(manifest)) if (chunk.isEntry === true) visit(name)

const scriptBytes = report(scripts)
const styleBytes = report(styles)
console.log(`scripts ${kilobytes(scriptBytes)} · styles ${kilobytes(styleBytes)} (gzip, first load)`)
if (scriptBytes > firstLoadBytesMax) {
  console.error(`The first load exceeds ${kilobytes(firstLoadBytesMax)}.`)
  process.exitCode = 1
}

function visit(name: string): void {
  const chunk = manifest[name]
  if (chunk === undefined || scripts.has(chunk.file)) return
  scripts.add(chunk.file)
  for (const style of chunk.css ?? []) styles.add(style)
  for (const next of chunk.imports ?? []) visit(next)
}

function report(files: ReadonlySet<string>): number {
  let total = 0
  for (const file of files) {
    const bytes = gzipSync(readFileSync(new URL(file, dist))).length
    console.log(`${kilobytes(bytes).padStart(9)}  ${file}`)
    total += bytes
  }
  return total
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} kB`
}
