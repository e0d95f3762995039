import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { countRedMonths, widthOf, decimalsOf } from './bowling-reading.ts'

type Status = 'GREEN' | 'ORANGE' | 'RED' | null

function row(statuses: readonly Status[]): { readonly cells: readonly { month: string; status: Status }[] } {
  return { cells: statuses.map((status, index) => ({ month: `2026-0${index + 1}`, status })) }
}

describe('the red months of a year', () => {
  test('a month with two reds is one red month', () => {
    assert.equal(countRedMonths([row(['GREEN', 'RED', null]), row(['ORANGE', 'RED', 'RED'])]), 2)
  })

  test('none, where values are judged and none is red', () => {
    assert.equal(countRedMonths([row([null, null]), row(['ORANGE', null])]), 0)
  })

  test('cannot be told where nothing is judged', () => {
    assert.equal(countRedMonths([row([null, null]), row([null])]), null)
    assert.equal(countRedMonths([]), null)
  })
})

describe('how the numbers of a row are written', () => {
  const numbers = (values: readonly (number | null)[], total: number | null = null) => ({
    cells: values.map((value) => ({ value, target: null })),
    ytd: { actual: total, target: null },
  })

  test('two decimals, and none from ten thousand on: cents would cost the width of the table', () => {
    assert.equal(decimalsOf(numbers([9999.99, null])), 2)
    assert.equal(decimalsOf(numbers([12, null, -10_000])), 0)
    assert.equal(decimalsOf(numbers([12], 120_000.5)), 0)
    assert.equal(decimalsOf(numbers([])), 2)
  })

  test('a target counts as an actual does', () => {
    assert.equal(decimalsOf({ cells: [{ value: 1, target: 25_000 }], ytd: { actual: 1, target: null } }), 0)
  })

  test('the table is as wide as its longest number asks for', () => {
    assert.equal(widthOf([numbers([96.25]), numbers([9999.99])]), 'usual')
    assert.equal(widthOf([numbers([96.25]), numbers([125_000.4])]), 'usual')
    assert.equal(widthOf([numbers([1_234_567.89])]), 'wide')
    assert.equal(widthOf([numbers([12_345_678])]), 'wide')
    assert.equal(widthOf([numbers([-123_456_789])]), 'widest')
    assert.equal(widthOf([]), 'usual')
  })
})
