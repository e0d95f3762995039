// Header texts, compared as people read them: without accents, case or double spaces.

/** Lower case, no accents, single spaces: « Période » and « PERIODE » are the same header. */
export function normaliseHeader(text: string): string {
  const bare = text.normalize('NFD').replace(/\p{Diacritic}/gu, '')
  return bare.toLowerCase().replace(/\s+/g, ' ').trim()
}

/** How many different known words (already normalised) stand alone in the cells of a row. */
export function countHeaderMatches(texts: readonly string[], words: ReadonlySet<string>): number {
  const found = new Set(texts.map(normaliseHeader).filter((text) => words.has(text)))
  return found.size
}

/** The header texts of a row, trimmed, without the blanks at its end; without NUL and lone surrogates, which nothing can store. */
export function headerTexts(texts: readonly string[]): readonly string[] {
  const headers = texts.map((text) => text.toWellFormed().replaceAll('\0', '\uFFFD').trim())
  while (headers.at(-1) === '') headers.pop()
  return headers
}
