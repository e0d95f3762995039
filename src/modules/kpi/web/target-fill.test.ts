import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filledEmpty, pastedColumn } from './target-fill.ts'

const periods = ['2025-01', '2025-02', '2025-03']
const from = (start: string, unit: string | null = '%') => ({ periods, start, unit })

test('one number fills the empty periods and leaves the others alone', () => {
  const values = { '2025-01': '', '2025-02': '90', '2025-03': ' ' }
  assert.deepEqual(filledEmpty(values, periods, '95'), { '2025-01': '95', '2025-03': '95' })
})

test('a column goes down from the field it is pasted into, and what does not fit is counted', () => {
  assert.deepEqual(pastedColumn('95 %\r\n1 234,5\r\n', from('2025-01')), {
    values: { '2025-01': '95', '2025-02': '1234,5' },
    left: 0,
  })
  assert.deepEqual(pastedColumn('1\n2\n3\n\n4', from('2025-02')), {
    values: { '2025-02': '1', '2025-03': '2' },
    left: 2,
  })
})

test('a row is taken as a column, and of a period with its number the number', () => {
  assert.deepEqual(pastedColumn('1\t2', from('2025-01'))?.values, { '2025-01': '1', '2025-02': '2' })
  const pairs = pastedColumn('janv. 2025\t91\nfévr. 2025\t92', from('2025-01'))
  assert.deepEqual(pairs?.values, { '2025-01': '91', '2025-02': '92' })
})

test('empty cells change nothing, what is no number stays to be put right, one text belongs into its field', () => {
  assert.deepEqual(pastedColumn('\n12\nn.c.', from('2025-01'))?.values, { '2025-02': '12', '2025-03': 'n.c.' })
  assert.equal(pastedColumn('95', from('2025-01')), null)
})
