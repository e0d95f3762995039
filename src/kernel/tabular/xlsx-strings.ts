// The shared strings of a workbook.

import type { TableLimits } from './limits.ts'
import { TableRefusal } from './table-refusal.ts'
import { parseXml, type XmlHandlers } from './xml-stream.ts'
import { type Archive, inflatePart } from './zip-part.ts'
import type { ZipEntry } from './zip-directory.ts'

/** Beside its characters, each string costs about this much memory. */
const overheadPerString = 40
const stringBytesMax = 110 * 1024 * 1024

/** The strings in order, without the phonetic hints of East Asian texts. Throws FILE_TOO_LARGE_INFLATED. */
export async function readSharedStrings(archive: Archive, part: ZipEntry | undefined): Promise<readonly string[]> {
  if (!part) return []
  const strings: string[] = []
  let bytes = 0
  const text = richText(archive.limits, (value) => {
    bytes += value.length + overheadPerString
    if (bytes > stringBytesMax) throw new TableRefusal('FILE_TOO_LARGE_INFLATED', { name: part.name })
    strings.push(value)
  })
  await parseXml(inflatePart(archive, part), text)
  return strings
}

/** Handlers that gather the runs of each <si> or <is> and give its text when it closes. */
export function richText(limits: TableLimits, take: (text: string) => void): Required<XmlHandlers> {
  let value = ''
  let inText = false
  let inPhonetic = false
  return {
    open: (name) => {
      if (name === 't') inText = !inPhonetic
      else if (name === 'rPh') inPhonetic = true
      else if (name === 'si' || name === 'is') value = ''
    },
    text: (piece) => {
      // One character over the limit is enough to call the cell too long.
      if (inText && value.length <= limits.cell_characters_max) value += piece.slice(0, limits.cell_characters_max + 1)
    },
    close: (name) => {
      if (name === 't') inText = false
      else if (name === 'rPh') inPhonetic = false
      else if (name === 'si' || name === 'is') take(decodeEscapes(value))
    },
  }
}

/** _x000D_ stands for a character that XML cannot carry; a literal _x is written _x005F_x. */
export function decodeEscapes(text: string): string {
  if (!text.includes('_x')) return text
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
