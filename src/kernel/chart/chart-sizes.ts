// The size of a drawn chart, in pixels of a screen.

export interface ChartSize {
  readonly width: number
  readonly height: number
}

export const chartSizeDefault: ChartSize = { width: 720, height: 260 }
