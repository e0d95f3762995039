import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPicture } from '../../../test/support/picture.ts'
import { paletteImage } from './png.ts'

test('few colours come back as they were, each in its place', () => {
  const rgb = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 22, 24, 29, 255, 0, 0])
  const picture = readPicture(paletteImage({ width: 3, height: 2, rgb }))
  assert.deepEqual([picture.width, picture.height], [3, 2])
  const places = [0, 1, 2, 3, 4, 5]
  assert.deepEqual(
    places.flatMap((place) => picture.at(place % 3, Math.floor(place / 3))),
    [...rgb],
  )
})

test('of more than 256 colours the commonest stay exact and the others become a near one', () => {
  const steps = [0, 51, 102, 153, 204, 255]
  const cube = steps.flatMap((red) => steps.flatMap((green) => steps.map((blue) => [red, green, blue])))
  const rare = Array.from({ length: 324 }, (_, index) => [(index * 37) % 256, (index * 91) % 256, (index * 53) % 256])
  const pixels = [...cube, ...cube, ...cube, ...rare]
  const width = 108
  const rgb = Uint8Array.from(pixels.flat())
  const picture = readPicture(paletteImage({ width, height: pixels.length / width, rgb }))
  assert.equal(picture.colours.size, 256)
  pixels.forEach((given, index) => {
    const shown = picture.at(index % width, Math.floor(index / width))
    const error = Math.max(...given.map((channel, at) => Math.abs(channel - (shown[at] ?? 0))))
    assert.ok(error <= (index < 3 * cube.length ? 0 : 26), `${given.join(' ')} became ${shown.join(' ')}`)
  })
})
