// PNG with a palette: a chart has few colours, and a letter carries half the bytes.
import { crc32, deflateSync } from 'node:zlib'

export interface Pixels {
  readonly width: number
  readonly height: number
  /** Red, green and blue of each pixel, row after row. */
  readonly rgb: Uint8Array | Uint8ClampedArray
}

const coloursMax = 256
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** A picture as PNG in its 256 commonest colours; a rarer one, of the edge of a line, becomes the nearest of them. */
export function paletteImage({ width, height, rgb }: Pixels): Buffer {
  const counts = countColours(rgb)
  const ranked = [...counts].toSorted(([, one], [, other]) => other - one).map(([colour]) => colour)
  const palette = ranked.slice(0, coloursMax)
  const places = new Map(ranked.map((colour, index) => [colour, index < coloursMax ? index : nearest(palette, colour)]))
  // Each row begins with its filter: none, which suits a palette.
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      rows[y * (width + 1) + 1 + x] = places.get(colourAt(rgb, 3 * (y * width + x))) ?? 0
  return Buffer.concat([
    signature,
    chunk('IHDR', headerOf(width, height)),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => channelsOf(colour)))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function countColours(rgb: Pixels['rgb']): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = colourAt(rgb, at)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  return counts
}

function colourAt(rgb: Pixels['rgb'], at: number): number {
  return ((rgb[at] ?? 0) << 16) | ((rgb[at + 1] ?? 0) << 8) | (rgb[at + 2] ?? 0)
}

function channelsOf(colour: number): readonly [red: number, green: number, blue: number] {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  const [red, green, blue] = channelsOf(colour)
  palette.forEach((candidate, index) => {
    const [r, g, b] = channelsOf(candidate)
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2
    if (distance >= least) return
    best = index
    least = distance
  })
  return best
}

/** Eight bits per pixel, each the number of a colour. */
function headerOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3], 8)
  return header
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
