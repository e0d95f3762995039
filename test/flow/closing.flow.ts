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

  /** Corrects the latest value of the KPI that is open. */
  async function correctLatest(page: Page, text: string): Promise<void> {
    await page
      .getByRole('button', { name: /^Corriger la valeur/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog', { name: /^Corriger la valeur/ })
    await dialog.getByLabel('Valeur').fill(text)
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await dialog.waitFor({ state: 'hidden' })
  }

  test('nobody agrees to a number that is not the one on the page any more', async () => {
    const [approver, clerk] = [await site.visit(), await site.visit()]
    // This page hears of nothing while it stands open: a tab in the background, a cut network.
    await approver.page.route('**/api/v1/events*', (route) => route.abort())
    await openDashboard(approver.page, 'Qualité et sécurité')
    await approver.page.getByRole('heading', { name: 'Valeurs à valider' }).waitFor()
    const seen = approver.page
      .getByRole('row')
      .filter({ has: approver.page.getByRole('button', { name: /^Valider Réclamations clients/ }) })
    await seen.waitFor()

    await openDashboard(clerk.page, 'Qualité et sécurité')
    await clerk.page.getByRole('link', { name: 'Réclamations clients' }).first().click()
    await clerk.page.getByRole('heading', { level: 1, name: 'Réclamations clients' }).waitFor()
    await correctLatest(clerk.page, '41')

    await seen.getByRole('button', { name: /^Valider/ }).click()
    await approver.page
      .getByText(/Rien n’est validé : Réclamations clients/)
      .first()
      .waitFor()
    await seen.filter({ hasText: '41' }).waitFor()

    await correctLatest(clerk.page, '43')
    await approver.page.getByRole('button', { name: 'Tout valider' }).click()
    await approver.page.getByText('1 valeur a changé depuis que vous l’avez vue : elle n’est pas validée.').waitFor()
    await approver.page.getByText(/vous aviez vu 41\D*, c’est maintenant 43/).waitFor()
    await seen.filter({ hasText: '43' }).waitFor()
    await assertAccessible(approver.page, 'what was left out of an approval')
    assert.deepEqual(clerk.complaints, [])
  })

  test('what waits is told to who answers for the dashboard, and leads there from his day', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, { ...demo.user, email: 'paul@breval.example' })
    await page.getByRole('heading', { name: /^À valider/ }).waitFor()
    await assertAccessible(page, 'a day with values to approve')
    await page.goto('/notifications?topic=APPROVAL')
    await page
      .getByRole('link', { name: /Des valeurs attendent votre validation/ })
      .first()
      .click()
    await page.getByRole('heading', { level: 1, name: 'Qualité et sécurité' }).waitFor()
    await page.getByRole('heading', { name: 'Valeurs à valider' }).waitFor()
    assert.deepEqual(complaints, [])
  })

  test('a value with evidence is not deleted before its files were named, nor cleared in the grid', async () => {
    const { page, complaints } = await site.visit()
    await openDashboard(page, 'Qualité et sécurité')
    await page.getByRole('link', { name: 'Jours sans accident' }).first().click()
    await page.getByRole('heading', { level: 1, name: /Jours sans accident/ }).waitFor()
    const proved = page
      .getByRole('row')
      .filter({ has: page.getByRole('button', { name: /^Justificatifs de .* : 1$/ }) })
    await proved.getByRole('button', { name: /^Supprimer la valeur/ }).click()
    const dialog = page.getByRole('dialog', { name: /et ses justificatifs/ })
    await dialog.getByText('registre-accidents.csv').waitFor()
    await assertAccessible(page, 'the question before evidence goes')
    await dialog.getByRole('button', { name: 'Supprimer' }).click()
    await proved.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Annuler' }).last().click()
    await proved.waitFor()

    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'Qualité et sécurité' }).waitFor()
    await page.goto(`${new URL(page.url()).pathname}/grid?frequency=DAILY`)
    const row = page.getByRole('row').filter({ hasText: 'Jours sans accident' })
    await row.waitFor()
    const cell = row.getByRole('gridcell').filter({ hasText: /\d/ }).last()
    await cell.click()
    await page.keyboard.press('Delete')
    await page
      .getByText(/Cette valeur a des justificatifs/)
      .first()
      .waitFor()
    await page.keyboard.press('Escape')
    assert.deepEqual(complaints, [])
  })

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
    await dialog.getByRole('button', { name: 'Télécharger Relevé.pdf' }).waitFor()
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
    const nothing = entry.getByText(/^Rien à saisir : les périodes sont closes jusqu’au/)
    const save = entry.getByRole('button', { name: 'Enregistrer' })
    await nothing.or(save).first().waitFor()
    // on the last day of a month even the present one is closed
    if (await save.isVisible()) {
      assert.equal(await entry.getByLabel('Période').locator('option').count(), 1)
      await entry.getByLabel('Valeur').fill('7')
      await save.click()
      await entry.waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: 'Saisir une valeur' }).click()
    }
    await nothing.waitFor()
    await page.keyboard.press('Escape')
    await assertNoSideScroll(page, 'a KPI with closed periods')
    assert.deepEqual(
      complaints.filter((one) => !/40[0-9]|422/.test(one)),
      [],
    )
  })

  test('closing says what is missing, which nobody is asked for then, and a draft leaves the closed period', async () => {
    const { page, complaints } = await site.visit()
    await openDashboard(page, 'Ressources humaines')
    await page.getByRole('link', { name: 'Taux d’absentéisme' }).first().click()
    await page.waitForURL('**/kpis/*')
    const kpiAddress = page.url()
    const entry = page.getByRole('dialog', { name: /^Saisir une valeur/ })
    await page.getByRole('button', { name: 'Saisir une valeur' }).click()
    const period = entry.getByLabel('Période')
    // the open month stands first, the hole follows it
    const missing = (await period.locator('option').nth(1).getAttribute('value')) ?? ''
    await period.selectOption(missing)
    await entry.getByLabel('Valeur').fill('7')
    await page.keyboard.press('Escape')
    await entry.waitFor({ state: 'hidden' })

    await page.goBack()
    await page.getByRole('button', { name: 'Autres actions sur ce tableau de bord' }).click()
    await page.getByRole('menuitem', { name: 'Clore une période' }).click()
    const closing = page.getByRole('dialog', { name: /^Clore une période/ })
    await closing.getByText('1 valeur manque dans ces périodes : elle ne sera plus attendue.').waitFor()
    await closing.getByRole('listitem').filter({ hasText: 'Taux d’absentéisme : ' }).waitFor()
    await assertAccessible(page, 'closing a period that lacks a value')
    await closing.getByRole('button', { name: 'Clore', exact: true }).click()
    await page
      .getByText(/^Période close jusqu’au/)
      .first()
      .waitFor()

    await page.goto(kpiAddress)
    await page.getByRole('button', { name: 'Saisir une valeur' }).click()
    assert.equal(await entry.getByLabel('Valeur').inputValue(), '7')
    const offered = await period
      .locator('option')
      .evaluateAll((options) => options.map((one) => one.getAttribute('value')))
    assert.ok(!offered.includes(missing) && !offered.includes('older'), offered.join())
    assert.equal(await period.inputValue(), offered[0])
    assert.deepEqual(complaints, [])
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
