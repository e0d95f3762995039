// Which characters a TrueType font can show: an archival PDF may hold no other. Reads the font's `cmap` table.

const formatSegments = 4
const formatGroups = 12
/** Characters that take part in layout and need no glyph. */
const invisible = new Set([0x0009, 0x000a, 0x00ad, 0x200b, 0x2060])

/** Tells whether a font shows a character. The private area is left out: nobody else knows what it means. */
export function coverageOf(font: Buffer): (codePoint: number) => boolean {
  const covered = new Set<number>()
  const cmap = tableOffset(font, 'cmap')
  const tableCount = font.readUInt16BE(cmap + 2)
  for (let index = 0; index < tableCount; index += 1) {
    const at = cmap + font.readUInt32BE(cmap + 4 + index * 8 + 4)
    const format = font.readUInt16BE(at)
    if (format === formatSegments) readSegments(font, at, covered)
    if (format === formatGroups) readGroups(font, at, covered)
  }
  return (codePoint) =>
    invisible.has(codePoint) || (covered.has(codePoint) && !isControl(codePoint) && !isPrivate(codePoint))
}

/** The text in characters that can be shown: accents composed, ligatures taken apart, and “?” for what is left. */
export function showable(text: string, isCovered: (codePoint: number) => boolean): string {
  const isShown = (part: string): boolean => Array.from(part).every((one) => isCovered(one.codePointAt(0) ?? 0))
  const composed = text.toWellFormed().normalize('NFC').replaceAll('\r\n', '\n').replaceAll('\r', '\n')
  return Array.from(composed, (character) => {
    if (isShown(character)) return character
    const plain = character.normalize('NFKC')
    if (isShown(plain)) return plain
    return /\p{Cc}|\p{Cf}|\p{M}/u.test(character) ? '' : '?'
  }).join('')
}

function tableOffset(font: Buffer, name: string): number {
  const tableCount = font.readUInt16BE(4)
  for (let index = 0; index < tableCount; index += 1) {
    const at = 12 + index * 16
    if (font.toString('latin1', at, at + 4) === name) return font.readUInt32BE(at + 8)
  }
  throw new Error(`the font has no ${name} table`)
}

function readSegments(font: Buffer, at: number, covered: Set<number>): void {
  const doubled = font.readUInt16BE(at + 6)
  const ends = at + 14
  const starts = ends + doubled + 2
  const deltas = starts + doubled
  const offsets = deltas + doubled
  for (let index = 0; index < doubled; index += 2) {
    const end = font.readUInt16BE(ends + index)
    const start = font.readUInt16BE(starts + index)
    const offset = font.readUInt16BE(offsets + index)
    for (let code = start; code <= end && code !== 0xffff; code += 1) {
      const glyph =
        offset === 0
          ? (code + font.readUInt16BE(deltas + index)) & 0xffff
          : font.readUInt16BE(offsets + index + offset + 2 * (code - start))
      if (glyph !== 0) covered.add(code)
    }
  }
}

function readGroups(font: Buffer, at: number, covered: Set<number>): void {
  const groupCount = font.readUInt32BE(at + 12)
  for (let index = 0; index < groupCount; index += 1) {
    const group = at + 16 + index * 12
    const end = font.readUInt32BE(group + 4)
    for (let code = font.readUInt32BE(group); code <= end; code += 1) covered.add(code)
  }
}

function isControl(codePoint: number): boolean {
  return codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0) || codePoint === 0xfeff
}

function isPrivate(codePoint: number): boolean {
  return (codePoint >= 0xe000 && codePoint <= 0xf8ff) || codePoint >= 0xf0000
}
