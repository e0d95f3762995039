import assert from 'node:assert/strict'
import { test } from 'node:test'
import { families } from '../rules/sqcdp.ts'
import { layoutOf, letterRows } from './sqcdp-layout.ts'

for (const family of families)
  test(`${family} has 31 places within its grid, none twice`, () => {
    const { places, columns, letter } = layoutOf(family)
    assert.equal(places.length, 31, letter)
    assert.equal(new Set(places.map(({ row, column }) => `${row}/${column}`)).size, 31)
    for (const { row, column } of places)
      assert.ok(row >= 1 && row <= letterRows && column >= 1 && column <= columns, `${row}/${column}`)
  })
