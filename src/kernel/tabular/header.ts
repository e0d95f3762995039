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

/** A header row that names one column by a known word and then has a series of columns, such as one per month. */
export interface HeaderSeries {
  readonly words: readonly string[]
  /** Sources of regular expressions for normalised texts with plain dashes; a date cell is its ISO day. */
  readonly patterns: readonly string[]
}

/** One cell alone may be a figure of a title. */
const seriesColumnsMin = 2
/** Nobody heads a column with more; keeps patterns away from hostile cells. */
const seriesCharactersMax = 64

/** Whether a row has one of the words and, in other cells, at least two texts of the series. */
export function seriesMatcher({ words, patterns }: HeaderSeries): (texts: readonly string[]) => boolean {
  const known = new Set(words.map(normaliseHeader))
  const shapes = patterns.map((source) => new RegExp(source))
  const isOfSeries = (text: string): boolean =>
    text.length <= seriesCharactersMax && shapes.some((shape) => shape.test(plainDashes(text)))
  return (texts) => {
    const keys = texts.map(normaliseHeader)
    if (!keys.some((key) => known.has(key))) return false
    return keys.filter((key) => !known.has(key) && isOfSeries(key)).length >= seriesColumnsMin
  }
}

function plainDashes(text: string): string {
  return text.replaceAll(/ ?[-\u2010-\u2013] ?/g, '-')
}

/** The header texts of a row, trimmed, without the blanks at its end; without NUL and lone surrogates, which nothing can store. */
export function headerTexts(texts: readonly string[]): readonly string[] {
  const headers = texts.map((text) => text.toWellFormed().replaceAll('\0', '\uFFFD').trim())
  while (headers.at(-1) === '') headers.pop()
  return headers
}
