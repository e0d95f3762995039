// Typesets in this process: Typst from a native library, with the house style and the fonts. Only the press process
// and measurements load it: a compilation blocks, and the library holds 55 MB.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { chartSvg } from '../chart/chart-svg.ts'
import { coverageOf, showable } from './font-coverage.ts'
import type { PaperTask, PressAnswer } from './press-protocol.ts'

const require = createRequire(import.meta.url)
const fontFiles = ['400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf']
const houseStyle = readFileSync(new URL('house.typ', import.meta.url), 'utf8')
/** Archival and accessible: fonts inside, every element tagged. */
const pdfStandard = 'a-2a'
/** Results of compilations that are kept in memory: the fonts and the house style. */
export const cacheAge = 10

interface Diagnostic {
  readonly message?: string
}

interface TypesetDocument {
  readonly numOfPages: number
}

interface Compiler {
  readonly compile: (source: Source) => {
    readonly result: TypesetDocument | null
    readonly takeError: () => { readonly shortDiagnostics: readonly Diagnostic[] } | null
  }
  readonly pdf: (
    document: unknown,
    options: { readonly pdfStandard: string; readonly creationTimestamp: number },
  ) => Buffer
  readonly evictCache: (maxAge: number) => void
}

interface Source {
  readonly mainFileContent: string
  readonly inputs: Readonly<Record<string, string>>
}

/** A compiler with the fonts, and what they can show. */
export interface Workshop {
  readonly compiler: Compiler
  readonly isCovered: (codePoint: number) => boolean
}

/** Loads the library and the fonts. Throws where the library has no build for this system. */
export function openWorkshop(): Workshop {
  const { NodeCompiler } = require('@myriaddreamin/typst-ts-node-compiler') as {
    readonly NodeCompiler: { readonly create: (options: object) => Compiler }
  }
  const fontBlobs = fontFiles.map((file) => readFileSync(require.resolve(`@expo-google-fonts/inter/${file}`)))
  const coverages = fontBlobs.map(coverageOf)
  // A workspace is asked for; this one does not exist, because all sources come as text and no file is to be read.
  const workspace = fileURLToPath(new URL('no-files', import.meta.url))
  return {
    compiler: NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs }] }),
    isCovered: (codePoint) => coverages.every((covers) => covers(codePoint)),
  }
}

/** Typesets one document. */
export async function typeset(workshop: Workshop, task: PaperTask): Promise<PressAnswer> {
  const { compiler } = workshop
  const charts: Record<string, string> = {}
  for (const [name, { spec, size }] of Object.entries(task.charts)) charts[name] = await chartSvg(spec, size)
  const data = { ...task.imprint, ...(task.data as object), charts, imprint: task.imprint }
  const document = compile(workshop, `${houseStyle}\n${task.template}`, data)
  if (document.numOfPages > task.page_count_max)
    return { ok: false, refusal: 'DOCUMENT_TOO_LARGE', reason: `${document.numOfPages} pages` }
  const result = compiler.pdf(document, { pdfStandard, creationTimestamp: task.created_at })
  compiler.evictCache(cacheAge)
  return { ok: true, result, page_count: document.numOfPages }
}

/** Compiles a source of ours with data that is anything but source. A mistake in a template throws: it is a bug. */
export function compile({ compiler, isCovered }: Workshop, source: string, data: object): TypesetDocument {
  const inputs = { data: JSON.stringify(data, (_key, value: unknown) => cleaned(value, isCovered)) }
  const compiled = compiler.compile({ mainFileContent: source, inputs })
  if (compiled.result === null) throw new Error(complaint(compiled.takeError()?.shortDiagnostics ?? []))
  return compiled.result
}

function cleaned(value: unknown, isCovered: Workshop['isCovered']): unknown {
  return typeof value === 'string' ? showable(value, isCovered) : value
}

function complaint(diagnostics: readonly Diagnostic[]): string {
  return `the template does not compile: ${diagnostics.map(({ message }) => message ?? '').join('; ')}`
}
