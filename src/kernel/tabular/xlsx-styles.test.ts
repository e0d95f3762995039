import assert from 'node:assert/strict'
import { test } from 'node:test'
import { numberStyle } from './xlsx-styles.ts'

const examples = {
  percent: ['0%', '0.00%', '#,##0.0 %', '0%;[Red]-0%', '[$-40C]0.0%'],
  day: ['dd/mm/yyyy', 'd mmmm yyyy', '[$-40C]d\\-mmm\\-yy;@', 'yyyy-mm-dd hh:mm', 'dddd', 'm/d/yy'],
  month: ['mmm-yy', '[$-40C]mmmm\\ yyyy', 'mm/yyyy', 'yyyy', 'mmmm'],
  number: [
    'General',
    '0.00',
    '#,##0.00\\ "€"',
    '_-* #,##0.00\\ [$€-40C]_-;-* #,##0.00',
    '0\\%',
    '0" %"',
    '0" jours ouvrés"',
    '[h]:mm',
    'hh:mm:ss',
    'mm:ss',
    '@',
    '[Red]0',
    '0.00E+00',
    '',
  ],
} as const

test('number formats are told apart by what they show', () => {
  for (const [style, codes] of Object.entries(examples)) {
    for (const code of codes) assert.equal(numberStyle(code), style, code)
  }
})
