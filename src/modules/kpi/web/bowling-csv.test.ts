import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Bowling } from '../boards-schemas.ts'
import { bowlingCsv } from './bowling-csv.ts'

const words = {
  name: 'Nom',
  code: 'Code',
  unit: 'Unité',
  measure: 'Mesure',
  target: 'Objectif',
  actual: 'Réalisé',
  ytd: 'Cumul',
  note: 'Remarque',
  provisional: 'cumul provisoire',
}

function chart(ytd: Partial<Bowling['rows'][number]['ytd']>): Bowling {
  const actual = { actual: 7552770, actual_missing: 0, target: 7898000, target_missing: 0, provisional: false }
  const kpi = { kpi_id: '', code: 'PAIE', name: 'Masse salariale', unit: '€', frequency: 'MONTHLY' } as const
  return {
    dashboard_id: '',
    title: '',
    today: '2026-11-21',
    has_more: false,
    year: 2026,
    year_start: '2026-01-01',
    year_end: '2026-12-31',
    months: [],
    rows: [
      {
        ...kpi,
        aggregation: 'SUM',
        totals: 'AGGREGATION',
        cells: [],
        ytd: { ...actual, goodness: null, ...ytd },
        course: [],
      },
    ],
  }
}

const lines = (ytd: Partial<Bowling['rows'][number]['ytd']>): readonly (string | undefined)[] =>
  bowlingCsv(chart(ytd), words, ',').split(/\r?\n/).slice(1, 3)

test('a total that may still change says so beside the number, which stays a number', () => {
  assert.deepEqual(lines({ provisional: true }), [
    'PAIE;Masse salariale;€;Objectif;7898000;',
    'PAIE;Masse salariale;€;Réalisé;7552770;cumul provisoire',
  ])
  assert.equal(lines({ actual_missing: 1 })[1], 'PAIE;Masse salariale;€;Réalisé;7552770;cumul provisoire')
  assert.equal(lines({})[1], 'PAIE;Masse salariale;€;Réalisé;7552770;')
  assert.equal(lines({ actual: null, actual_missing: 1 })[1], 'PAIE;Masse salariale;€;Réalisé;;')
})
