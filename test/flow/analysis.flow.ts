// The analysis of a KPI: its control chart with signals in words, targets set by period, readable by everybody.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'

/** The sentence under the control chart; the chart's own description, for those who do not see it, begins alike. */
function said(page: Page): Locator {
  return page.locator('.analysis-said', { hasText: /^Limites (provisoires, )?tirées de \d+ valeurs/ })
}

describe('the analysis of a KPI', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  /** The page of the KPI that the direction view names first. */
  async function openFirstKpi(page: Page): Promise<void> {
    await signIn(page, demo.admin)
    await page.goto('/direction')
    await page.locator('.direction-risk').first().getByRole('link').click()
    await page.waitForURL('**/kpis/*')
    await page
      .getByText(/^(Estimation|Pas d’estimation)/)
      .first()
      .waitFor()
  }

  test('the control chart says its limits and its signals in words, at an address of its own', async () => {
    const { page, complaints } = await site.visit()
    await openFirstKpi(page)
    await assertAccessible(page, 'the course of a KPI')
    await page.getByRole('button', { name: 'Carte de contrôle' }).click()
    await said(page).waitFor()
    assert.match(page.url(), /view=control/)
    await assertAccessible(page, 'the control chart of a KPI')
    await page.reload()
    await said(page).waitFor()
    assert.deepEqual(complaints, [])
  })

  test('a target is set for a period, shown on the chart, and taken away again', async () => {
    const { page, complaints } = await site.visit()
    await openFirstKpi(page)
    const open = () => page.getByRole('button', { name: 'Objectifs par période' }).click()
    const dialog = page.getByRole('dialog', { name: 'Objectifs par période' })
    await open()
    const field = dialog.locator('[data-period]').getByRole('textbox').first()
    await field.fill('abc')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await dialog.getByText('Ce n’est pas un nombre').first().waitFor()
    await field.fill('42,5')
    await assertAccessible(page, 'the editor of targets')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByText('Les objectifs sont à jour.').first().waitFor()
    await dialog.waitFor({ state: 'hidden' })
    await open()
    assert.equal(await field.inputValue(), '42,5')
    // a dialog gives the focus a moment after it stands: only then can it go elsewhere
    await dialog.locator(':focus').waitFor()
    await field.focus()
    await page.evaluate(`(() => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', '1 234,5\\n41')
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })()`)
    const second = dialog.locator('[data-period]').getByRole('textbox').nth(1)
    await dialog.locator('[data-period] input').nth(1).and(dialog.locator('input[value="41"]')).waitFor()
    assert.deepEqual([await field.inputValue(), await second.inputValue()], ['1234,5', '41'])
    await second.fill('')
    await dialog.getByLabel('Même objectif pour toutes les périodes vides').fill('40')
    await dialog.getByRole('button', { name: 'Remplir' }).click()
    await dialog.locator('[data-period] input').nth(1).and(dialog.locator('input[value="40"]')).waitFor()
    assert.equal(await field.inputValue(), '1234,5')
    for (const one of await dialog.locator('[data-period]').getByRole('textbox').all()) await one.fill('')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await open()
    assert.equal(await field.inputValue(), '')
    assert.deepEqual(complaints, [])
  })

  test('what the values come to stands under the chart, and in its table', async () => {
    const { page, complaints } = await site.visit()
    await openFirstKpi(page)
    const strip = page.getByRole('region', { name: /^Cumuls et comparaisons à / })
    for (const label of [
      'Cumul de l’exercice',
      '3 dernières périodes',
      '12 dernières périodes',
      'Même période de l’an dernier',
      'Écart à l’objectif',
    ])
      await strip.getByText(label, { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Voir en tableau' }).first().click()
    await page.getByRole('columnheader', { name: /^Cumul de l’exercice/ }).waitFor()
    assert.deepEqual(complaints, [])
  })

  test('both views fit a narrow window', async () => {
    const { page } = await site.visit({ width: 320 })
    await openFirstKpi(page)
    await assertNoSideScroll(page, 'the course of a KPI')
    await page.getByRole('button', { name: 'Carte de contrôle' }).click()
    await said(page).waitFor()
    await assertNoSideScroll(page, 'the control chart of a KPI')
  })
})
