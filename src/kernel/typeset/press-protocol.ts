// What the server and the press process say to each other.
import type { ChartSize } from '../chart/chart-sizes.ts'
import type { ChartSpec } from '../chart/chart-spec.ts'

/** What a document says of itself, on every page and in the file's metadata. */
export interface Imprint {
  readonly title: string
  readonly organization: string
  /** The period or the moment it is about: “au 21 novembre 2026”. */
  readonly period: string
  /** Where the data comes from, and of when it is. */
  readonly source: string
  /** Who may do what with it. */
  readonly licence: string
}

export interface PaperTask {
  readonly kind: 'paper'
  /** Source in Typst; it finds its data as `data` and the house style before it. */
  readonly template: string
  readonly imprint: Imprint
  /** Anything JSON holds. It never becomes part of the source. */
  readonly data: unknown
  /** Charts to draw first; the template finds the pictures in `charts` by name. */
  readonly charts: Readonly<Record<string, PaperChart>>
  readonly page_count_max: number
  /** Seconds since 1970: the same task at the same moment is the same file. */
  readonly created_at: number
}

export interface PaperChart {
  readonly spec: ChartSpec
  readonly size: ChartSize
}

export interface ChartTask {
  readonly kind: 'chart'
  readonly spec: ChartSpec
  readonly size: ChartSize
}

export interface PictureTask {
  readonly kind: 'picture'
  readonly spec: ChartSpec
  /** Of the drawing; heading and legend come on top of its height. */
  readonly size: ChartSize
  /** Lines above the drawing, the first one large. */
  readonly heading: readonly string[]
  /** How a status is called in the legend. */
  readonly words: Readonly<Record<'GREEN' | 'ORANGE' | 'RED', string>>
  /** Pixels of the picture per pixel of the size. */
  readonly scale: number
}

export type PressTask = PaperTask | ChartTask | PictureTask

export type PressRefusal = 'TYPESETTING_UNAVAILABLE' | 'DOCUMENT_TOO_LARGE'

export type PressAnswer =
  | { readonly ok: true; readonly result: Uint8Array | string; readonly page_count: number }
  | { readonly ok: false; readonly refusal: PressRefusal | null; readonly reason: string }
