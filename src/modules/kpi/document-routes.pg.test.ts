// Documents as their readers get them: real PDF files, read by another library than the one that makes them.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createTestSocle, type Person } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import { readPicture } from '../../../test/support/picture.ts'
import { readPdf, type ReadPdf } from '../../../test/support/pdf.ts'
import { chartWords, thresholdWords } from './documents/words.ts'
import { fr } from './web/messages-fr.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const read = async (as: Person, path: string): Promise<ReadPdf> => {
  const answer = await call('GET', path, { as })
  assert.equal(answer.statusCode, 200, answer.body)
  return readPdf(answer.rawPayload)
}

describe('documents', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('the direction page of an empty organisation is one archival page that says so', async () => {
    const admin = await socle.signUp('Ville de Bréval')
    const answer = await call('GET', '/reporting/direction.pdf', { as: admin })
    assert.equal(outcome(answer), '200')
    assert.match(String(answer.headers['content-type']), /^application\/pdf/)
    const pdf = readPdf(answer.rawPayload)
    assert.equal(pdf.page_count, 1)
    assert.match(pdf.text, /Ville de Bréval/)
    assert.match(pdf.text, /Aucun indicateur à suivre\./)
    assert.deepEqual(pdf.conformance, { part: '2', level: 'A' })
    assert.equal(pdf.language, 'fr-FR')
  })

  test('the direction page stays one page and counts what it leaves out, whatever people typed', async () => {
    const admin = await socle.signUp()
    const dashboard = await make.dashboard(admin, { title: 'Voirie '.repeat(28) })
    const hostile = ['#panic("x") $x$ <b> `', `${'x'.repeat(150)} 日本語 🎉`, 'Élan « à » ’œuvre ﬁn\u202E ́e']
    for (let index = 0; index < 30; index += 1) {
      const name = `${index} ${hostile[index % hostile.length]} `
      const kpi = await make.kpi(admin, dashboard.id, { name, frequency: 'YEARLY' })
      await make.value(admin, kpi.id, { period: '2024', value: 99 })
      await make.value(admin, kpi.id, { period: '2025', value: 10 + index })
      await make.action(admin, kpi.id, {
        title: `${hostile[index % 3]} ${'plan '.repeat(20)}`.slice(0, 200),
        due_date: '2025-01-31',
      })
    }
    const pdf = await read(admin, '/reporting/direction.pdf')
    assert.equal(pdf.page_count, 1)
    assert.match(pdf.text, /30 actions en retard/)
    assert.match(pdf.text, /et \d+ autres/)
    assert.match(pdf.text, /#panic\("x"\) \$x\$ <b>/)
    assert.match(pdf.text, /page 1 \/ 1/)
    assert.ok(pdf.isTagged)
    assert.ok(pdf.fonts.length >= 2)
    assert.deepEqual(
      pdf.fonts.filter(({ embedded }) => !embedded),
      [],
    )
  })

  test('a KPI as a document shows its verdict, its charts, its actions and every value', async () => {
    const admin = await socle.signUp()
    const dashboard = await make.dashboard(admin)
    const kpi = await make.kpi(admin, dashboard.id, { name: 'Délai d’accueil', unit: 'jours' })
    for (let month = 1; month <= 12; month += 1) {
      const period = `2024-${String(month).padStart(2, '0')}`
      await make.value(admin, kpi.id, { period, value: 80.5 + month, comment: `Note n° ${month}` })
    }
    await make.action(admin, kpi.id, { title: 'Ouvrir un second guichet', due_date: '2024-06-30' })
    const query = '?from=2024-01-01&to=2024-12-31'
    const pdf = await read(admin, `/kpis/${kpi.id}/report.pdf${query}`)
    assert.match(pdf.text, /Délai d’accueil/)
    assert.match(pdf.text, /92,5 jours < 95 jours et ≥ 90 jours → orange/)
    assert.match(pdf.text, /Ouvrir un second guichet/)
    assert.match(pdf.text, /Note n° 12/)
    assert.match(pdf.text, /Carte de contrôle/)
    assert.deepEqual(pdf.conformance, { part: '2', level: 'A' })
    assert.ok(pdf.isTagged)
    const none = await read(admin, `/kpis/${(await make.kpi(admin, dashboard.id)).id}/report.pdf`)
    assert.match(none.text, /Aucune valeur/)
  })

  test('a chart is a picture with its title and description, in both views', async () => {
    const admin = await socle.signUp()
    const kpi = await make.kpi(admin, (await make.dashboard(admin)).id, { name: 'Délai <moyen>' })
    for (let month = 1; month <= 8; month += 1)
      await make.value(admin, kpi.id, { period: `2024-0${month}`, value: 80 + 2 * month })
    const course = await call('GET', `/kpis/${kpi.id}/chart.svg?from=2024-01-01&to=2024-12-31`, { as: admin })
    assert.match(String(course.headers['content-type']), /^image\/svg\+xml/)
    assert.match(course.body, /<title>Valeurs et seuils \(%\)<\/title><desc>Délai &lt;moyen&gt; : 8 valeurs/)
    assert.match(course.body, /janv\. 2024/)
    const control = await call('GET', `/kpis/${kpi.id}/chart.svg?view=control`, { as: admin })
    assert.match(control.body, /<title>Carte de contrôle : Délai &lt;moyen&gt;<\/title>/)
    assert.equal(outcome(await call('GET', `/kpis/${kpi.id}/chart.svg?view=pie`, { as: admin })), '422 VALUE_INVALID')
    assert.equal(
      outcome(await call('GET', `/kpis/${kpi.id}/report.pdf?from=2024-02-30`, { as: admin })),
      '422 VALUE_INVALID',
    )
  })

  test('the same chart is a PNG for slides, in both views, for those who see the KPI', async () => {
    const admin = await socle.signUp()
    const kpi = await make.kpi(admin, (await make.dashboard(admin, { visibility: 'PRIVATE' })).id)
    for (let month = 1; month <= 8; month += 1)
      await make.value(admin, kpi.id, { period: `2024-0${month}`, value: 80 + 2 * month })
    for (const query of ['', '?view=control&from=2024-01-01&to=2024-12-31']) {
      const answer = await call('GET', `/kpis/${kpi.id}/chart.png${query}`, { as: admin })
      assert.equal(answer.headers['content-type'], 'image/png', answer.body.slice(0, 200))
      const picture = readPicture(answer.rawPayload)
      assert.equal(picture.width, 1440)
      assert.ok(picture.height > 520 && picture.height < 900, `${picture.height}`)
      assert.ok(picture.inked > 1 && picture.inked < 50, `${picture.inked}`)
    }
    const path = `/kpis/${kpi.id}/chart.png`
    assert.equal(outcome(await call('GET', path, { as: await socle.addUser(admin) })), '404 NOT_FOUND')
    assert.equal(outcome(await call('GET', path, { as: await socle.signUp() })), '404 NOT_FOUND')
    assert.equal(outcome(await call('GET', `${path}?view=pie`, { as: admin })), '422 VALUE_INVALID')
  })

  test('the words of drawn charts are those of the pages', () => {
    const said = fr as Readonly<Record<string, unknown>>
    for (const [field, word] of Object.entries(thresholdWords)) assert.equal(word, said[`kpi.series.${field}`])
    for (const name of [
      'target',
      'previousYear',
      'forecast',
      'low',
      'high',
      'signal',
      'mean',
      'lower',
      'upper',
    ] as const)
      assert.equal(chartWords[name], said[`kpi.analysis.${name}`])
    assert.equal(chartWords.title, said['kpi.values.chartTitle'])
    assert.equal(chartWords.control, said['kpi.analysis.controlTitle'])
    assert.equal(chartWords.value, said['kpi.field.value'])
    assert.equal(chartWords.period, said['kpi.field.period'])
  })
})
