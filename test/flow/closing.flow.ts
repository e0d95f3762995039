// Closing a period: a value is entered with its evidence, approved, closed; then nothing of it can be changed.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'

describe('closing a period', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  async function openDashboard(page: Page, title: string): Promise<void> {
    await signIn(page, demo.admin)
    await page.goto('/dashboards')
    await page.getByRole('link', { name: title }).first().click()
    await page.waitForURL('**/dashboards/*')
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
  }

  test('from evidence to approval to the lock, and then a correction is refused', async () => {
    const { page, complaints } = await site.visit()
    await openDashboard(page, 'Qualité et sécurité')
    await page.getByRole('heading', { name: 'Valeurs à valider' }).waitFor()
    await assertAccessible(page, 'a dashboard with values to approve')

    await page.getByRole('link', { name: 'Réclamations' }).first().click()
    await page.waitForURL('**/kpis/*')
    const kpiAddress = page.url()
    await page.getByText('à valider').first().waitFor()
    await page
      .getByRole('button', { name: /^Justificatifs de .* : 0$/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog', { name: /^Justificatifs de/ })
    const drop = dialog.locator('input[type=file]')
    await drop.setInputFiles({ name: 'faux.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html>') })
    await dialog.getByText('Le contenu du fichier n’est pas celui que son extension annonce.').first().waitFor()
    await drop.setInputFiles({
      name: 'Relevé.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7 relevé'),
    })
    await dialog.getByText('Relevé.pdf').waitFor()
    await assertAccessible(page, 'the evidence of a value')
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Télécharger Relevé.pdf' }).click(),
    ])
    assert.equal(saved.suggestedFilename(), 'Relevé.pdf')
    await page.keyboard.press('Escape')
    await page
      .getByRole('button', { name: /^Justificatifs de .* : 1$/ })
      .first()
      .waitFor()

    await page.goBack()
    await page.getByRole('heading', { name: 'Valeurs à valider' }).waitFor()
    await page.getByRole('button', { name: 'Autres actions sur ce tableau de bord' }).click()
    await page.getByRole('menuitem', { name: 'Clore une période' }).click()
    const closing = page.getByRole('dialog', { name: /^Clore une période/ })
    const day = closing.getByLabel('Clore jusqu’au')
    await day.fill(await day.getAttribute('max').then((max) => max ?? ''))
    await closing.getByRole('button', { name: 'Enregistrer' }).click()
    await closing.getByText('validez d’abord, puis clôturez').first().waitFor()
    await assertAccessible(page, 'the dialog that closes a period')
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: 'Tout valider' }).click()
    await page.getByRole('heading', { name: 'Valeurs à valider' }).waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Autres actions sur ce tableau de bord' }).click()
    await page.getByRole('menuitem', { name: 'Clore une période' }).click()
    await day.fill(await day.getAttribute('max').then((max) => max ?? ''))
    await closing.getByRole('button', { name: 'Enregistrer' }).click()
    await page
      .getByText(/^Période close jusqu’au/)
      .first()
      .waitFor()

    await page.goto(kpiAddress)
    await page
      .getByText(/^Période close jusqu’au/)
      .first()
      .waitFor()
    await page.getByText('close', { exact: true }).first().waitFor()
    assert.equal(await page.getByRole('button', { name: /^Corriger la valeur/ }).count(), 0)
    await page.getByRole('button', { name: 'Saisir une valeur' }).click()
    const entry = page.getByRole('dialog', { name: /^Saisir une valeur/ })
    await entry.getByLabel('Période').selectOption('older')
    await entry.getByLabel('Un jour de la période').fill('2019-05-05')
    await entry.getByLabel('Valeur').fill('7')
    await entry.getByRole('button', { name: 'Enregistrer' }).click()
    await entry.getByText(/^Les périodes sont closes jusqu’au/).waitFor()
    await page.keyboard.press('Escape')
    await assertNoSideScroll(page, 'a KPI with closed periods')
    assert.deepEqual(
      complaints.filter((one) => !/40[0-9]|422/.test(one)),
      [],
    )
  })

  test('closed periods and values to approve fit a narrow window', async () => {
    const { page } = await site.visit({ width: 320 })
    await openDashboard(page, 'Qualité et sécurité')
    await page
      .getByText(/^Période close jusqu’au/)
      .first()
      .waitFor()
    await assertNoSideScroll(page, 'a dashboard with closed periods')
  })
})
