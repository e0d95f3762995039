// Reads a PDF as a reader would: its text, its pages as pictures, and what it says of itself.
import { ColorSpace, Document, Matrix, type PDFDocument, type PDFObject } from 'mupdf'

export interface ReadPdf {
  readonly page_count: number
  readonly text: string
  readonly title: string
  readonly language: string
  readonly isTagged: boolean
  readonly conformance: { readonly part: string | undefined; readonly level: string | undefined }
  readonly fonts: readonly { readonly name: string; readonly embedded: boolean }[]
  /** Shares of dark pixels in the four quarters of the first page, from top to bottom. */
  readonly darkness: readonly number[]
  readonly png: (page: number) => Uint8Array
}

const zoom = 1.5

export function readPdf(bytes: Uint8Array): ReadPdf {
  const document = Document.openDocument(bytes, 'application/pdf') as PDFDocument
  const root = document.getTrailer().get('Root')
  const metadata = root.get('Metadata').readStream().asString()
  const page_count = document.countPages()
  return {
    page_count,
    text: Array.from({ length: page_count }, (_, page) => textOf(document, page)).join('\n'),
    title: document.getMetaData(Document.META_INFO_TITLE) ?? '',
    language: root.get('Lang').asString(),
    isTagged: root.get('MarkInfo').get('Marked').asBoolean() && root.get('StructTreeRoot').isDictionary(),
    conformance: {
      part: /pdfaid:part(?:>|=")(\w+)/.exec(metadata)?.[1],
      level: /pdfaid:conformance(?:>|=")(\w+)/.exec(metadata)?.[1],
    },
    fonts: fontsOf(document),
    darkness: darknessOf(document),
    png: (page) => pixmapOf(document, page).asPNG(),
  }
}

/** Lines as one flowing text: a line break, a hyphen at its end and a break inside a word say nothing. */
function textOf(document: PDFDocument, page: number): string {
  return document
    .loadPage(page)
    .toStructuredText('preserve-whitespace')
    .asText()
    .replaceAll(/[\u200B\u00AD]/g, '')
    .replaceAll(/[\s\u00A0\u202F]+/g, ' ')
}

function pixmapOf(document: PDFDocument, page: number) {
  return document.loadPage(page).toPixmap(Matrix.scale(zoom, zoom), ColorSpace.DeviceGray, false, true)
}

function darknessOf(document: PDFDocument): readonly number[] {
  const pixels = pixmapOf(document, 0).getPixels()
  const quarter = Math.floor(pixels.length / 4)
  return Array.from({ length: 4 }, (_, index) => {
    const part = pixels.subarray(index * quarter, (index + 1) * quarter)
    return part.filter((value) => value < 128).length / part.length
  })
}

/** Every font of the file and whether it travels with it. */
function fontsOf(document: PDFDocument): ReadPdf['fonts'] {
  const fonts: { name: string; embedded: boolean }[] = []
  for (let index = 1; index < document.countObjects(); index += 1) {
    const object: PDFObject = document.newIndirect(index).resolve()
    if (!object.isDictionary() || object.get('Type').toString() !== '/FontDescriptor') continue
    const embedded = ['FontFile', 'FontFile2', 'FontFile3'].some((key) => !object.get(key).isNull())
    fonts.push({ name: object.get('FontName').toString(), embedded })
  }
  return fonts
}
