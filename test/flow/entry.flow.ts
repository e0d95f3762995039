// Entry as people do it every week: a block pasted from a spreadsheet, taken back, and a day that gets shorter.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'

describe('entry', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  /** The entry grid of the dashboard “Production”, reached by its button. */
  async function openProduction(page: Page): Promise<void> {
    await signIn(page, demo.user)
    await page.goto('/dashboards')
    await page.getByRole('link', { name: 'Production' }).first().click()
    await page.getByRole('link', { name: 'Saisie en tableau' }).click()
    await page.waitForURL('**/grid')
    await page.getByRole('button', { name: /^Mois/ }).click()
    await page.getByRole('button', { name: /^Mois/, pressed: true }).waitFor()
    await page.getByRole('grid').waitFor()
  }

  test('a block pasted as from a spreadsheet is judged, taken back, done again, and still there after a reload', async () => {
    const { page, complaints } = await site.visit()
    await openProduction(page)
    await assertAccessible(page, 'the entry grid')
    const isOpenPeriodSeen = `(() => {
      const seen = document.querySelector('.entry-grid-scroll').getBoundingClientRect()
      const last = [...document.querySelectorAll('[role=columnheader]')].find((one) => one.textContent.includes('en cours'))
      const { left, right } = last.getBoundingClientRect()
      return left >= seen.left && right <= seen.right + 1
    })()`
    assert.equal(await page.evaluate<boolean>(isOpenPeriodSeen), true)
    const before_ = await texts(page)
    await cell(page, 0, 8).click()
    await paste(page, '1 234,5 jours\t12,5\r\ndouze\t5 %\r\n')
    await page.getByText('1 cellule à corriger.').waitFor()
    await cell(page, 0, 8).getByText('1 234,5').waitFor()
    await cell(page, 0, 8).getByText('Rouge').waitFor()
    await cell(page, 1, 9).getByText('Orange').waitFor()
    assert.equal(await cell(page, 1, 8).getAttribute('aria-invalid'), 'true')
    await assertAccessible(page, 'the entry grid with a wrong cell')
    await cell(page, 0, 9).click()
    await page.keyboard.press('F8')
    await page.locator('[data-place="1 8"][data-active="true"]').waitFor()
    await page.getByRole('status').filter({ hasText: 'Écrivez un nombre' }).waitFor()
    await page.keyboard.type('03/12/2025')
    await page.keyboard.press('Enter')
    await cell(page, 0, 8).click()
    await page.getByRole('button', { name: 'Prochaine cellule à corriger' }).click()
    await page.getByRole('status').filter({ hasText: '« 03/12/2025 » est une date' }).waitFor()
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    await saved(page)
    assert.deepEqual(await texts(page), before_)
    await page.keyboard.press('Control+y')
    await cell(page, 0, 8).getByText('Rouge').waitFor()
    await page.keyboard.press('Escape')
    await saved(page)
    await page.reload()
    await cell(page, 0, 8).getByText('1 234,5').waitFor()
    assert.match(await cell(page, 0, 9).innerText(), /12,5/)
    assert.deepEqual(complaints, [])
  })

  test('by keyboard alone: arrows, typing, F2, Delete, and Escape then Tab leaves the grid', async () => {
    const { page, complaints } = await site.visit()
    await openProduction(page)
    await cell(page, 0, 0).focus()
    await page.keyboard.press('Control+End')
    await page.keyboard.press('Home')
    await page.keyboard.type('7,25')
    await page.keyboard.press('Enter')
    await saved(page)
    const last = (await page.getByRole('rowheader').count()) - 1
    assert.match(await cell(page, last, 0).innerText(), /7,25/)
    await page.keyboard.press('F2')
    await page.keyboard.press('End')
    await page.keyboard.type('5')
    await page.keyboard.press('Tab')
    await saved(page)
    assert.match(await cell(page, last, 0).innerText(), /7,255/)
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Delete')
    await saved(page)
    assert.equal(await page.evaluate<boolean>(`document.activeElement?.role === 'gridcell'`), true)
    await page.keyboard.press('Control+z')
    await saved(page)
    assert.match(await cell(page, last, 0).innerText(), /7,255/)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate<boolean>(`document.activeElement?.closest('[role=grid]') === null`), true)
    assert.deepEqual(complaints, [])
  })

  test('what is typed without network waits, and leaves when the network is back', async () => {
    const { page, context } = await site.visit()
    await openProduction(page)
    await cell(page, 0, 2).click()
    await context.setOffline(true)
    await page.keyboard.type('9,75')
    await page.keyboard.press('Enter')
    await page
      .getByText(/Pas de réseau/)
      .first()
      .waitFor()
    await context.setOffline(false)
    await saved(page)
    await page.reload()
    await cell(page, 0, 2).getByText('9,75').waitFor()
  })

  test('what somebody else writes arrives in the open grid', async () => {
    const karim = await site.visit()
    const claire = await site.visit()
    await openProduction(karim.page)
    await signIn(claire.page, demo.admin)
    await claire.page.goto(new URL(karim.page.url()).pathname + new URL(karim.page.url()).search)
    await cell(claire.page, 0, 4).click()
    await claire.page.keyboard.type('11,75')
    await claire.page.keyboard.press('Enter')
    await cell(karim.page, 0, 4).getByText('11,75').waitFor()
    assert.deepEqual([...karim.complaints, ...claire.complaints], [])
  })

  test('“Ma journée” opens first, takes a missing value in place, and gets shorter', async () => {
    const paul = { ...demo.user, email: 'paul@breval.example' }
    for (const [width, person] of [
      [1280, demo.admin],
      [360, paul],
    ] as const) {
      const { page, complaints } = await site.visit({ width })
      await signIn(page, person)
      await page.getByRole('heading', { name: 'Ma journée', level: 1 }).waitFor()
      const fields = page.getByRole('textbox', { name: /^Valeur de / })
      await fields.first().waitFor()
      await assertAccessible(page, `my day at ${width} px`)
      await assertNoSideScroll(page, `my day at ${width} px`)
      const verdict = page.locator('.page-head-verdict')
      const said = await verdict.innerText()
      await fields.first().fill('1.234')
      await page.keyboard.press('Enter')
      await page.getByText('se lit de deux façons').first().waitFor()
      await fields.first().fill('4,2')
      await page.keyboard.press('Enter')
      await page.locator('.page-head-verdict', { hasNotText: said }).waitFor()
      assert.deepEqual(complaints, [])
    }
  })
})

function cell(page: Page, row: number, column: number): Locator {
  return page.locator(`[data-place="${row} ${column}"]`)
}

function texts(page: Page): Promise<readonly string[]> {
  return page.locator('[data-place]').allInnerTexts()
}

async function saved(page: Page): Promise<void> {
  await page.getByText('Tout est enregistré.').waitFor()
}

/** Pastes as a spreadsheet does: text of cells between tabs, into what has the focus. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate(`(() => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', ${JSON.stringify(text)})
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })()`)
}
