// A chart as pixels: set by Typst, so that its words have our font, then drawn by MuPDF, which is loaded by the first one.
import { readFileSync } from 'node:fs'
import { chartSvg } from '../chart/chart-svg.ts'
import { cacheAge, compile } from './compile.ts'
import type { Workshop } from './compile.ts'
import { paletteImage } from './png.ts'
import type { PictureTask } from './press-protocol.ts'

const template = readFileSync(new URL('picture.typ', import.meta.url), 'utf8')
const statuses = ['GREEN', 'ORANGE', 'RED'] as const
/** Nobody keeps this file: it only carries the drawing to the pixels. */
const pdfOptions = { pdfStandard: '1.7', creationTimestamp: 0 }

/** The chart of a task with heading and legend, as PNG. */
export async function drawPicture(workshop: Workshop, task: PictureTask): Promise<Uint8Array> {
  const { spec, size, heading, words } = task
  const shown = new Set(spec.series.flatMap((series) => series.statuses ?? []))
  const document = compile(workshop, template, {
    width: size.width,
    heading,
    svg: await chartSvg(spec, size),
    lines: spec.series.map(({ name, tone = 'ink', dashed = false }) => ({ name, tone, dashed })),
    shapes: statuses
      .filter((status) => shown.has(status))
      .map((status) => ({ tone: status.toLowerCase(), word: words[status] })),
  })
  const page = workshop.compiler.pdf(document, pdfOptions)
  workshop.compiler.evictCache(cacheAge)
  return pixels(page, task.scale)
}

/** The only page of a PDF as PNG. The library's memory is its own: what is not given back to it stays taken. */
async function pixels(file: Uint8Array, scale: number): Promise<Uint8Array> {
  const { ColorSpace, Document, Matrix } = await import('mupdf')
  const document = Document.openDocument(file, 'application/pdf')
  try {
    const page = document.loadPage(0)
    const pixmap = page.toPixmap(Matrix.scale(scale, scale), ColorSpace.DeviceRGB, false, true)
    try {
      return paletteImage({ width: pixmap.getWidth(), height: pixmap.getHeight(), rgb: pixmap.getPixels() })
    } finally {
      pixmap.destroy()
      page.destroy()
    }
  } finally {
    document.destroy()
  }
}
