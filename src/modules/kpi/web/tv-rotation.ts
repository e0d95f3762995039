// Which pages a screen shows in turn, and how it goes from one to the next. Pure.
import type { ScreenContent, ScreenSlide } from '../screen-schemas.ts'

/** Readable from five metres: no more than this on one page. */
export const tilesPerPage = 12
export const rowsPerPage = 9

export interface TvPage {
  /** Stays the same from answer to answer, so that the rotation does not jump. */
  readonly key: string
  readonly slide: ScreenSlide
  /** The part of the slide's tiles or rows that this page shows. */
  readonly from: number
  readonly to: number
  readonly number: number
  readonly count: number
}

/** A slide with more tiles or rows than fit is shown on several pages, about equally full. */
export function pagesOf({ slides }: Pick<ScreenContent, 'slides'>): readonly TvPage[] {
  return slides.flatMap((slide) => {
    const [size, fits] =
      slide.view === 'OVERVIEW'
        ? [slide.overview?.length ?? 0, tilesPerPage]
        : [slide.bowling?.rows.length ?? 0, rowsPerPage]
    const count = Math.max(1, Math.ceil(size / fits))
    const each = Math.ceil(size / count)
    return Array.from({ length: count }, (_, index) => ({
      key: `${slide.view}.${slide.dashboard_id ?? ''}.${index}`,
      slide,
      from: index * each,
      to: (index + 1) * each,
      number: index + 1,
      count,
    }))
  })
}

/** The place of a page after the list of pages changed: its own again, else the nearest that there is. */
export function placeOf(pages: readonly TvPage[], key: string, former: number): number {
  const found = pages.findIndex((page) => page.key === key)
  if (found >= 0) return found
  return pages.length === 0 ? 0 : Math.min(former, pages.length - 1)
}

/** The place some steps on or back, around the ends. */
export function stepped(place: number, step: number, count: number): number {
  return count === 0 ? 0 : (((place + step) % count) + count) % count
}
