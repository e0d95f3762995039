// Reads a PNG as its viewer would: its size, and whether anything is on it.
import { Image } from 'mupdf'

export interface ReadPicture {
  readonly width: number
  readonly height: number
  /** Red, green and blue of a pixel. */
  readonly at: (x: number, y: number) => readonly number[]
  /** Pixels that are not white, of a hundred. */
  readonly inked: number
  readonly colours: ReadonlySet<string>
  /** Whether a colour is on it, but for the rounding of whoever drew it. */
  readonly shows: (red: number, green: number, blue: number) => boolean
}

export function readPicture(png: Uint8Array): ReadPicture {
  const pixmap = new Image(png).toPixmap()
  const [width, height, channels] = [pixmap.getWidth(), pixmap.getHeight(), pixmap.getNumberOfComponents()]
  const [pixels, stride] = [pixmap.getPixels(), pixmap.getStride()]
  const at = (x: number, y: number): readonly number[] =>
    Array.from(pixels.subarray(y * stride + x * channels, y * stride + x * channels + 3))
  const colours = new Set<string>()
  let inked = 0
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const colour = at(x, y).join(' ')
      colours.add(colour)
      if (colour !== '255 255 255') inked += 1
    }
  const shows = (...wanted: readonly number[]): boolean =>
    [...colours].some((colour) =>
      colour.split(' ').every((one, index) => Math.abs(Number(one) - (wanted[index] ?? 0)) <= 2),
    )
  return { width, height, at, inked: (100 * inked) / (width * height), colours, shows }
}
