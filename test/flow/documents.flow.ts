// Documents and files from the pages: the direction page on paper, a KPI on paper, a whole list in a spreadsheet.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { demo, openSite, signIn, type Site } from '../support/browser.ts'
import { readPdf } from '../support/pdf.ts'
import { readPicture } from '../support/picture.ts'

async function downloaded(page: Page, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()])
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

describe('documents', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('the direction page is one sheet that says what matters, drawn from top to bottom', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/direction')
    const verdict = (await page.locator('.page-head-verdict').innerText()).trim()
    const worst = (await page.locator('.direction-risk-what a').first().innerText()).trim()
    const { name, bytes } = await downloaded(page, () => page.getByRole('button', { name: 'PDF' }).click())
    assert.match(name, /^vue-direction-\d{4}-\d\d-\d\d\.pdf$/)
    const pdf = readPdf(bytes)
    assert.equal(pdf.page_count, 1)
    assert.ok(pdf.text.includes(verdict.replaceAll(/\s+/g, ' ')), verdict)
    assert.ok(pdf.text.includes(worst), worst)
    for (const words of ['Vue direction', 'À traiter', 'En dégradation', 'Saisies manquantes', 'Source : Socle'])
      assert.ok(pdf.text.includes(words), words)
    for (const [quarter, share] of pdf.darkness.entries()) assert.ok(share > 0.002, `quarter ${quarter} is blank`)
    assert.ok(pdf.png(0).length > 20_000)
    assert.deepEqual(complaints, [])
  })

  test('a KPI is a document with its charts', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/direction')
    const link = page.locator('.direction-risk-what a').first()
    const title = (await link.innerText()).trim()
    await link.click()
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
    const { bytes } = await downloaded(page, () => page.getByRole('button', { name: 'PDF' }).click())
    const pdf = readPdf(bytes)
    assert.equal(pdf.title, title)
    for (const words of [title, 'Évolution', 'Plan d’action', 'Valeurs']) assert.ok(pdf.text.includes(words), words)
    const saved = (item: string) =>
      downloaded(page, async () => {
        await page.getByRole('button', { name: 'Télécharger le graphique' }).first().click()
        await page.getByRole('menuitem', { name: item }).click()
      })
    const drawing = await saved('Dessin (SVG)')
    assert.doesNotMatch(drawing.bytes.toString(), /="[^">]*"[^\s/>?]/, 'each attribute ends where its quote ends')
    const picture = await saved('Image (PNG)')
    assert.match(picture.name, /\.png$/)
    const { width, inked } = readPicture(picture.bytes)
    assert.ok(width > 600 && inked > 0.5, `${width} ${inked}`)
  })

  test('a chart saved from a dark page is light lines on dark paper, not on white', async () => {
    const { page } = await site.visit({ colorScheme: 'dark' })
    await signIn(page, demo.admin)
    await page.goto('/direction')
    const link = page.locator('.direction-risk-what a').first()
    const title = (await link.innerText()).trim()
    await link.click()
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
    const { bytes } = await downloaded(page, async () => {
      await page.getByRole('button', { name: 'Télécharger le graphique' }).first().click()
      await page.getByRole('menuitem', { name: 'Image (PNG)' }).click()
    })
    const corner = readPicture(bytes).at(1, 1)
    assert.ok(
      corner.every((channel) => channel < 60),
      corner.join(' '),
    )
  })

  test('a list is exported whole, for Excel and as CSV', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.user)
    await page.goto('/dashboards')
    const save = (item: string) =>
      downloaded(page, async () => {
        await page.getByRole('button', { name: 'Exporter la liste' }).click()
        await page.getByRole('menuitem', { name: item }).click()
        await page.getByRole('menu').waitFor({ state: 'hidden' })
      })
    const xlsx = await save('Liste entière (Excel)')
    assert.match(xlsx.name, /\.xlsx$/)
    assert.equal(xlsx.bytes.subarray(0, 2).toString(), 'PK')
    const csv = await save('Liste entière (CSV)')
    assert.match(csv.bytes.toString(), /"Tableau de bord";"Processus"/)
    assert.match(csv.bytes.toString(), /"Production"/)
  })
})
