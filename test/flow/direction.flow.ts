// The direction view: the verdict, what is red first, filters in the address, one sheet of paper.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { demo, openSite, signIn, type Site } from '../support/browser.ts'

const cssPixelsPerInch = 96
const pageHeightInches = 11.69

describe('direction view', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('reds come before oranges, each with its reason and a way to its page', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/direction')
    await page
      .locator('.page-head-verdict')
      .getByText(/^\d+ indicateurs? dans le rouge/)
      .waitFor()
    await page.locator('.direction-risk').first().waitFor()
    const badges = await page.locator('.direction-risk .status-badge').allInnerTexts()
    const ranks = badges.map((word) => (word.startsWith('Rouge') ? 0 : 1))
    assert.deepEqual(ranks, ranks.toSorted())
    assert.ok(ranks.includes(0))
    const first = page.locator('.direction-risk').first()
    assert.match(await first.innerText(), /→ rouge/)
    const name = await first.getByRole('link').innerText()
    await first.getByRole('link').click()
    await page.waitForURL('**/kpis/*')
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    assert.deepEqual(complaints, [])
  })

  test('a filtered overview has an address that shows a colleague the same', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/direction')
    const rows = page.getByRole('table', { name: 'Par tableau de bord' }).locator('tbody tr[data-row]')
    await rows.nth(1).waitFor()
    const all = await rows.count()
    const process = page.getByLabel('Processus')
    await process.selectOption({ index: 1 })
    await rows.nth(all - 1).waitFor({ state: 'detached' })
    // they all go while the filtered ones are on their way
    await rows.first().waitFor()
    const filtered = await rows.allInnerTexts()
    const colleague = await site.visit()
    await signIn(colleague.page, demo.user)
    const address = new URL(page.url())
    assert.match(address.search, /process=/)
    await colleague.page.goto(`${address.pathname}${address.search}`)
    const theirs = colleague.page.getByRole('table', { name: 'Par tableau de bord' }).locator('tbody tr[data-row]')
    await theirs.first().waitFor()
    assert.deepEqual(await theirs.allInnerTexts(), filtered)
  })

  test('the page prints on one A4 without the frame around it', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/direction')
    await page.locator('.direction-risk').first().waitFor()
    await page.getByRole('table', { name: 'Par tableau de bord' }).locator('tbody tr[data-row]').first().waitFor()
    const pdf = await page.pdf({ preferCSSPageSize: true })
    const pageCount = (pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).length
    assert.equal(pageCount, 1, `${pageCount} pages of ${pageHeightInches * cssPixelsPerInch} px`)
  })
})
