import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileNameOf } from './offered-name.ts'

const nameOf = (disposition: string | undefined, url = 'https://a.example/download') =>
  fileNameOf(disposition, new URL(url))

test('a file is called as its server says, else as the last part of its address', () => {
  assert.equal(nameOf('attachment; filename="relevé 2026.csv"'), 'relevé 2026.csv')
  assert.equal(nameOf(`attachment; filename="x.csv"; filename*=UTF-8''d%C3%A9lais.xlsx`), 'délais.xlsx')
  assert.equal(nameOf('inline;filename=a.ods'), 'a.ods')
  assert.equal(nameOf(undefined, 'https://a.example/x/valeurs%20mai.csv?jeton=1'), 'valeurs mai.csv')
  assert.equal(nameOf('attachment', 'https://a.example/valeurs.csv'), 'valeurs.csv')
})

test('a share’s key is no name, and no name leads out of a folder or hides characters', () => {
  assert.equal(nameOf(undefined), null)
  assert.equal(nameOf(undefined, 'https://a.example/s/Ab3dE6'), null)
  assert.equal(nameOf(undefined, 'https://a.example/%E0%A4.csv'), null)
  assert.equal(nameOf('attachment; filename="../../etc/passwd"'), 'passwd')
  assert.equal(nameOf('attachment; filename="..\\\\..\\\\a.csv"'), 'a.csv')
  assert.equal(nameOf(`attachment; filename*=UTF-8''a%00%0D%0A.csv`), 'a.csv')
  assert.equal(nameOf('attachment; filename=".."'), null)
  assert.equal(nameOf(`attachment; filename="${'a'.repeat(500)}.csv"`)?.length, 200)
})
