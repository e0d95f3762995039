// Builds the web pages into web/dist when their sources changed since the last build. `--is-fresh` only answers by the exit code.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const target = join(root, 'web', 'dist')
const draftPrefix = 'dist.new-'
const stampFile = '.stamp'
const sources = ['web/**', 'src/modules/*/web/**', 'src/modules/*/schemas.ts', 'package-lock.json']
const swapAttemptsMax = 5

function main(): number {
  const stamp = hashSources()
  if (readStamp() === stamp) return 0
  if (process.argv.includes('--is-fresh')) return 1
  console.log('Construction de l’interface…')
  return build(stamp)
}

/** One hash over the names and contents of everything that the bundle is made from. */
function hashSources(): string {
  const names = globSync(sources, { cwd: root, withFileTypes: true, exclude: (entry) => isProduct(entry.name) })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const hash = createHash('sha256')
  for (const name of names) {
    const content = readFileSync(name)
    hash.update(`${name.slice(root.length)}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/** Finished and unfinished builds (dist, dist.new-…) are results, not sources. */
function isProduct(name: string): boolean {
  return name === 'node_modules' || name === 'dist' || name.startsWith(draftPrefix)
}

function readStamp(): string | undefined {
  const file = join(target, stampFile)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** Builds beside and swaps by renaming: an interrupted build leaves the old pages. `bin/prepare.sh` lets one build run at a time. */
function build(stamp: string): number {
  for (const left of globSync(`web/${draftPrefix}*`, { cwd: root }))
    rmSync(join(root, left), { recursive: true, force: true })
  const draft = mkdtempSync(join(root, 'web', draftPrefix))
  chmodSync(draft, 0o755) // The pages may be served by another account than the one that built them.
  try {
    const vite = join(root, 'node_modules', '.bin', 'vite')
    const args = [
      vite,
      'build',
      '--config',
      'web/vite.config.ts',
      '--outDir',
      draft,
      '--emptyOutDir',
      '--logLevel',
      'warn',
    ]
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    if (status !== 0) return 1
    writeFileSync(join(draft, stampFile), stamp)
    swap(draft)
    return 0
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

function swap(draft: string): void {
  const old = `${draft}.old`
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (existsSync(target)) renameSync(target, old)
      renameSync(draft, target)
      break
    } catch (error) {
      if (attempt === swapAttemptsMax) throw error // Another build swapped between the two renames: ours goes in after it.
    } finally {
      rmSync(old, { recursive: true, force: true })
    }
  }
}

process.exitCode = main()
