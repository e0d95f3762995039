import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { ChartSpec } from '../chart/chart-spec.ts'
import { readPicture } from '../../../test/support/picture.ts'
import { Problem } from '../problem.ts'
import { createPress, pressLimits, type PaperRequest } from './press.ts'

const imprint = {
  title: 'Essai',
  organization: 'Bréval',
  period: '2025',
  source: 'Source : essai.',
  licence: 'Interne.',
}
const paper = (template: string, data: object = {}): PaperRequest => ({ template, imprint, data })
const spec: ChartSpec = {
  title: 'Essai',
  description: 'Deux points.',
  labelHeader: 'Mois',
  labels: ['a & b', 'c'],
  series: [{ id: 'v', name: 'V', kind: 'bar', values: [1, 2], statuses: ['ORANGE', 'RED'] }],
}
const code =
  (expected: string) =>
  (error: unknown): boolean =>
    error instanceof Problem && error.code === expected

describe('the press', () => {
  const press = createPress()
  after(() => press.close())

  test('makes the same file of the same task at the same moment', async () => {
    const task = { ...paper('#data.word', { word: 'Élan' }), created_at: 1_700_000_000 }
    const [one, two] = await Promise.all([press.paper(task), press.paper(task)])
    assert.equal(one.subarray(0, 5).toString(), '%PDF-')
    assert.deepEqual(one, two)
  })

  test('takes data as data: what looks like a command is printed', async () => {
    const hostile = '#import "/etc/passwd" #panic() \\ " ] }'
    assert.ok((await press.paper(paper('#data.word', { word: hostile }))).length > 1000)
  })

  test('reads no file from a template', async () => {
    await assert.rejects(press.paper(paper('#read("/house.typ")')), /house|file|found|access/i)
    await assert.rejects(press.paper(paper('#read("/etc/passwd")')), /passwd|file|found|access/i)
  })

  test('a mistake in a template is an error and the next task is done', async () => {
    await assert.rejects(press.paper(paper('#data.absent')), /does not compile/)
    assert.match(await press.chart(spec), /^<svg role="img"/)
  })

  test('a chart carries its words, and bars differ by hatching, not by colour alone', async () => {
    const svg = await press.chart(spec, { width: 400, height: 200 })
    assert.match(svg, /<title>Essai<\/title><desc>Deux points\.<\/desc>/)
    assert.match(svg, /a &amp; b/)
    assert.match(svg, /<pattern/)
  })

  test('a chart as pixels has its size, its colours, a heading, a legend, and whatever words are asked for', async () => {
    const words = { GREEN: 'Vert', ORANGE: 'Orange', RED: 'Rouge #panic() 日本' }
    const request = { spec, size: { width: 400, height: 200 }, words, heading: [], scale: 1 }
    const plain = readPicture(await press.picture(request))
    assert.equal(plain.width, 400)
    assert.ok(plain.height > 215 && plain.height < 280, `${plain.height}`)
    assert.ok(plain.inked > 3 && plain.inked < 60, `${plain.inked}`)
    assert.ok(plain.shows(255, 255, 255) && plain.shows(208, 102, 10) && plain.shows(195, 25, 31))
    const headed = readPicture(await press.picture({ ...request, heading: ['Délai <moyen>', 'Valeurs'], scale: 2 }))
    assert.equal(headed.width, 800)
    assert.ok(headed.height > 2 * plain.height + 40, `${headed.height}`)
  })

  test('refuses what is too large, in bytes and in pages', async () => {
    await assert.rejects(press.paper(paper('#data.word', { word: 'x'.repeat(5_000_000) })), code('DOCUMENT_TOO_LARGE'))
    const pages = { ...paper('#range(4).map(_ => pagebreak()).join()'), page_count_max: 3 }
    await assert.rejects(press.paper(pages), code('DOCUMENT_TOO_LARGE'))
  })
})

test('a press with enough to do refuses more, and one without time gives up and goes on', async () => {
  const press = createPress({ ...pressLimits, queue_max: 1, task_ms_max: 1 })
  try {
    const first = assert.rejects(press.chart(spec), code('TOO_SLOW'))
    await assert.rejects(press.chart(spec), code('TYPESETTING_BUSY'))
    await first
  } finally {
    await press.close()
  }
})
