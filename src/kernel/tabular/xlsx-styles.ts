// Which cell styles show days or percentages: read from the number formats of a workbook.

import { TableRefusal } from './table-refusal.ts'
import { parseXml } from './xml-stream.ts'
import { type Archive, inflatePart } from './zip-part.ts'
import type { ZipEntry } from './zip-directory.ts'

/** `month` is a day whose format shows no day number, such as déc-24. */
export type NumberStyle = 'number' | 'percent' | 'day' | 'month'

/** The workbook's limit is 65 490. */
const styleCountMax = 65_536
const builtInPercent = new Set([9, 10])
const builtInMonth = new Set([17])
/** 18 to 21 and 45 to 47 are times of day and durations: numbers. 27 to 31, 36, 50 to 58 are East Asian days. */
const builtInDay = new Set([14, 15, 16, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58])

/** The number style of each cell style, by its index. */
export async function readStyles(archive: Archive, part: ZipEntry | undefined): Promise<readonly NumberStyle[]> {
  if (!part) return []
  const formats = new Map<number, NumberStyle>()
  const styles: NumberStyle[] = []
  let inCellStyles = false
  await parseXml(inflatePart(archive, part), {
    open: (name, attributes) => {
      if (styles.length > styleCountMax || formats.size > styleCountMax) throw new TableRefusal('NOT_XLSX')
      const id = Number(attributes['numFmtId'])
      if (name === 'numFmt') formats.set(id, numberStyle(attributes['formatCode'] ?? ''))
      if (name === 'cellXfs') inCellStyles = true
      if (name === 'xf' && inCellStyles) styles.push(formats.get(id) ?? builtInStyle(id))
    },
    close: (name) => {
      if (name === 'cellXfs') inCellStyles = false
    },
  })
  return styles
}

/**
 * What a format code shows, judged by its first section without quoted and escaped text, colours and locales.
 * Times of day and durations count as numbers: no day can be read from them.
 */
export function numberStyle(formatCode: string): NumberStyle {
  const bare = formatCode.replace(/"[^"]*"?|\\.|[_*]./g, '').replace(/\[[^\]]*\]?/g, '')
  const [section = ''] = bare.split(';')
  if (section.includes('%')) return 'percent'
  const letters = section.toLowerCase().replace('general', '')
  if (letters.includes('d')) return 'day'
  return letters.includes('y') || letters.includes('mmm') ? 'month' : 'number'
}

function builtInStyle(id: number): NumberStyle {
  if (builtInPercent.has(id)) return 'percent'
  if (builtInMonth.has(id)) return 'month'
  return builtInDay.has(id) ? 'day' : 'number'
}
