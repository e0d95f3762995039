// People hear of each other: a mention written with the keyboard, an alert after a red value, what each wants to hear.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'
import { openPage } from '../support/pages.ts'

/** Opens a KPI of Karim's that has a value to enter or to correct. */
async function openKpi(page: Page, name: string): Promise<void> {
  await page.goto('/dashboards')
  await page.getByRole('link', { name: 'Production', exact: true }).first().click()
  await page.getByRole('link', { name }).first().click()
  await page.waitForURL('**/kpis/*')
}

describe('the rhythm', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('a mention is written with the keyboard, and the other person sees it at once', async () => {
    const claire = await site.visit()
    const karim = await site.visit()
    await signIn(claire.page, demo.admin)
    await signIn(karim.page, demo.user)
    await karim.page.goto('/notifications?topic=MENTION')
    await karim.page
      .getByRole('link', { name: /vous mentionne/ })
      .first()
      .waitFor()
    const countBefore = await karim.page.getByRole('link', { name: /vous mentionne/ }).count()
    await karim.page
      .getByRole('link', { name: /vous mentionne/ })
      .first()
      .click()
    await karim.page.waitForURL('**/kpis/*')
    await claire.page.goto(new URL(karim.page.url()).pathname)
    await karim.page.goto('/notifications?topic=MENTION')
    const field = claire.page.getByLabel('Votre commentaire').last()
    await field.click()
    await claire.page.keyboard.type('Merci @kar')
    const list = claire.page.getByRole('listbox', { name: 'Personnes à prévenir' })
    await list.getByRole('option', { name: /^Karim/, selected: true }).waitFor()
    // the list floats above the page: what it covers is no target meanwhile
    await assertAccessible(claire.page, 'the list of people', '.kpi-comments')
    await claire.page.keyboard.press('Escape')
    await list.waitFor({ state: 'hidden' })
    await claire.page.keyboard.type('i')
    await list.waitFor()
    await claire.page.keyboard.press('ArrowDown')
    await claire.page.keyboard.press('ArrowUp')
    await claire.page.keyboard.press('Enter')
    assert.match(await field.inputValue(), /^Merci @Karim \S+ $/)
    await claire.page.keyboard.type('de regarder.')
    await claire.page.getByRole('button', { name: 'Publier' }).last().click()
    await claire.page.locator('.kpi-comment strong.mention').last().waitFor()
    await karim.page.locator('.notification').nth(countBefore).waitFor()
    await karim.page.getByText(/Merci @Karim \S+ de regarder\./).waitFor()
    assert.deepEqual([...claire.complaints, ...karim.complaints], [])
  })

  test('a red value alerts its owner; the alert is set in the page of its KPI', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.user)
    await openPage(page, { path: '/notifications?topic=ALERT', hasDialog: false })
    const before = await page.locator('.notification').count()
    await openKpi(page, 'Taux de rendement synthétique')
    const url = page.url()
    await page.getByRole('button', { name: 'Régler l’alerte' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('L’alerte commence après').selectOption({ label: '1 mauvaise période' })
    await dialog.getByLabel('Elle finit après').selectOption({ label: '3 bonnes périodes de suite' })
    await dialog
      .getByLabel(/Prévenir aussi/)
      .last()
      .selectOption({ index: 1 })
    await dialog
      .getByRole('button', { name: /^Retirer / })
      .nth(1)
      .waitFor()
    await assertAccessible(page, 'the settings of an alert')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.goto(`${url}?new=1`)
    const entry = page.getByRole('dialog')
    await entry.getByLabel(/^Valeur/).fill('10')
    await entry.getByRole('button', { name: /Enregistrer/ }).click()
    await page.getByText('En alerte', { exact: true }).waitFor()
    await page.goto('/notifications?topic=ALERT')
    await page
      .getByRole('link', { name: /^Alerte : Taux de rendement/ })
      .first()
      .waitFor()
    assert.ok((await page.locator('.notification').count()) > before)
    await assertAccessible(page, 'notifications')
    assert.deepEqual(complaints, [])
  })

  test('what one wants to hear is kept; punctuality is shown, and reminders are the ADMIN’s to set', async () => {
    const { page, complaints } = await site.visit({ width: 360, height: 780 })
    await signIn(page, demo.admin)
    await page.goto('/profile')
    await page.getByLabel('Imports, par e-mail').uncheck()
    await page.getByLabel('Récapitulatif par e-mail').selectOption({ label: 'Chaque semaine' })
    await page.getByLabel('Jour', { exact: true }).selectOption({ label: 'vendredi' })
    await page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Enregistrer' }).click()
    await page.getByText('Vos préférences sont enregistrées.').first().waitFor()
    await page.reload()
    assert.equal(await page.getByLabel('Jour', { exact: true }).inputValue(), '5')
    assert.equal(await page.getByLabel('Imports, par e-mail').isChecked(), false)
    await assertAccessible(page, 'the profile')
    await assertNoSideScroll(page, 'the profile')
    await page.goto('/punctuality')
    await page.getByRole('row').nth(2).waitFor()
    await assertNoSideScroll(page, 'punctuality')
    await page.getByRole('button', { name: 'Régler les rappels' }).click()
    const dialog = page.getByRole('dialog')
    await dialog
      .getByLabel('Prévenir le responsable', { exact: true })
      .selectOption({ label: '3 jours après la fin de la période' })
    await assertAccessible(page, 'the settings of reminders')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText(/plus de 3 jours après la fin/).waitFor()
    assert.deepEqual(complaints, [])
  })
})
