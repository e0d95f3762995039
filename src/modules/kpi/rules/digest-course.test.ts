import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChartSpec } from '#kernel/chart/chart-spec.ts'
import { courseHtml, digestCourse, letterChart } from './digest-course.ts'

const spec = (values: readonly (number | null)[]): ChartSpec => ({
  title: 'Valeurs et seuils (%)',
  description: 'Taux.',
  unit: '%',
  labelHeader: 'Période',
  labels: [...values.map((_, index) => `P${index + 1}`), 'Plus tard'],
  series: [
    {
      id: 'value',
      name: 'Valeur',
      kind: 'line',
      values: [...values, null],
      statuses: [
        ...values.map((value) => (value === null ? null : value < 90 ? ('RED' as const) : ('GREEN' as const))),
        null,
      ],
    },
    { id: 'threshold_green', name: 'Seuil vert', kind: 'step', values: [...values.map(() => 90), null] },
    { id: 'target', name: 'Objectif', kind: 'step', values: [...values.map(() => null), 95] },
    { id: 'previous_year', name: 'Année précédente', kind: 'line', values: [...values.map(() => 80), 80] },
    { id: 'forecast', name: 'Estimation', kind: 'line', values: [...values.map(() => null), 96] },
  ],
})

test('a letter shows the last 24 periods up to the last value, without what needs explaining', () => {
  const chart = letterChart(spec(Array.from({ length: 30 }, (_, index) => 70 + index)))
  assert.deepEqual([chart?.labels.length, chart?.labels[0], chart?.labels.at(-1)], [24, 'P7', 'P30'])
  assert.deepEqual(
    chart?.series.map(({ id, values }) => [id, values.length]),
    [
      ['value', 24],
      ['threshold_green', 24],
    ],
  )
  assert.deepEqual(chart?.series[0]?.statuses?.slice(-1), ['GREEN'])
})

test('annotations are left to the page: their list is not in the letter, and their places are those of the whole chart', () => {
  const whole = spec(Array.from({ length: 30 }, (_, index) => 70 + index))
  const notes = { name: 'Annotations', items: [{ index: 8, mark: '1', text: 'Déménagement' }] }
  assert.equal(letterChart({ ...whole, notes })?.notes, undefined)
})

test('one value is no course yet', () => {
  assert.equal(letterChart(spec([])), null)
  assert.equal(letterChart(spec([null, 95])), null)
  assert.notEqual(letterChart(spec([94, null, 95])), null)
})

test('the words say what the picture shows, the table its last four periods, missing ones too', () => {
  const chart = letterChart(spec([91, 92, 93, null, 94, 1234.5, 80])) as ChartSpec
  const course = digestCourse('Taux', chart, 'cid:x')
  assert.equal(course.alt, 'Taux : de P1 (91\u00A0%, vert) à P7 (80\u00A0%, rouge).')
  assert.deepEqual(
    course.points.map(({ label, value, status }) => [label, value, status]),
    [
      ['P4', null, null],
      ['P5', 94, 'GREEN'],
      ['P6', 1234.5, 'GREEN'],
      ['P7', 80, 'RED'],
    ],
  )
  const html = courseHtml(course)
  assert.match(html, /<img src="cid:x" alt="Taux : de P1/)
  assert.match(html, /Dernières valeurs \(%\)<\/caption>/)
  assert.match(html, /<td[^>]*>manquante<\/td>/)
  assert.match(html, /1\u202F234,5<br>/)
  assert.match(html, /80<br><span[^>]*>■<\/span> rouge<\/td>/)
})

test('without its picture a course is its table, and names cannot break out of the letter', () => {
  const hostile = { ...spec([91, 80]), unit: '"><script>' }
  const html = courseHtml(digestCourse('<b>"x"', letterChart(hostile) as ChartSpec, null))
  assert.doesNotMatch(html, /<img|<script|<b>/)
  const drawn = courseHtml(digestCourse('<b>"x"', letterChart(hostile) as ChartSpec, 'cid:y'))
  assert.match(drawn, /alt="&lt;b&gt;&quot;x&quot; : /)
  assert.doesNotMatch(drawn, /<script/)
})
