// A computed KPI in the browser: defined with a live check, read with its calculation, closed to entry, and taken back.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'

describe('computed KPIs', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  async function openKpi(page: Page, dashboard: string, name: string): Promise<void> {
    await page.goto('/dashboards')
    await page.getByRole('link', { name: dashboard, exact: true }).first().click()
    await page.getByRole('link', { name }).first().click()
    await page.waitForURL('**/kpis/*')
    await page.getByRole('heading', { level: 1, name }).waitFor()
  }

  async function pick(dialog: Locator, place: number, text: string, name: string): Promise<void> {
    const field = dialog.getByRole('combobox', { name: `Indicateur ${place}`, exact: true })
    await field.fill(text)
    await dialog.getByRole('option', { name }).first().waitFor()
    await field.press('Enter')
    assert.equal(await field.inputValue(), name)
  }

  test('a KPI is defined over others, checked while it is written, explained, and entered by hand again', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await openKpi(page, 'Ressources humaines', 'Effectif')
    await page.getByRole('button', { name: 'Autres actions sur cet indicateur' }).click()
    await page.getByRole('menuitem', { name: 'Calculer à partir d’autres indicateurs' }).click()
    const dialog = page.getByRole('dialog', { name: 'Calculer à partir d’autres indicateurs' })
    await dialog.getByText('Choisissez les indicateurs').waitFor()
    await pick(dialog, 1, 'reclam', 'Réclamations clients')
    await dialog.getByText('24 périodes calculées.').waitFor()
    await dialog.getByLabel('Coefficient 1').fill('2')
    await dialog.getByText('2 × Réclamations clients').waitFor()
    const save = dialog.getByRole('button', { name: 'Enregistrer' })
    assert.ok(await save.isDisabled(), 'entered values are not given up unasked')
    await dialog.getByLabel(/^Remplacer les 24 valeurs saisies/).check()
    await assertAccessible(page, 'the editor of a formula')
    await save.click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('heading', { name: 'Calcul', exact: true }).waitFor()
    await page.getByText('Personne ne saisit cet indicateur').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Saisir une valeur' }).count(), 0)
    await page.getByRole('link', { name: 'Réclamations clients' }).first().waitFor()
    await assertAccessible(page, 'the page of a computed KPI')
    await page
      .getByRole('button', { name: /^Voir le calcul de/ })
      .first()
      .click()
    const explained = page.getByRole('dialog', { name: /^Calcul de/ })
    await explained.getByText(/^2 × \d+\snb = \d+\snb$/).waitFor()
    await assertAccessible(page, 'a calculation')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Retirer le calcul' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Retirer le calcul' }).click()
    await page.getByText('« Effectif » se saisit de nouveau à la main.').first().waitFor()
    await page.getByRole('heading', { name: 'Calcul', exact: true }).waitFor({ state: 'detached' })
    assert.deepEqual(complaints, [])
  })

  test('periods that do not fit are refused in words, and leaving the editor changes nothing', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await openKpi(page, 'Qualité et sécurité', 'Réclamations du trimestre')
    await page.getByRole('button', { name: 'Modifier le calcul' }).click()
    const dialog = page.getByRole('dialog', { name: 'Calculer à partir d’autres indicateurs' })
    await pick(dialog, 1, 'taux de rendement', 'Taux de rendement synthétique')
    await dialog.getByText('ne remplissent pas exactement').first().waitFor()
    await dialog.getByRole('button', { name: 'Annuler' }).click()
    await page.getByText('Réclamations clients : somme de 3 mois').first().waitFor()
  })

  test('an ADMIN has a whole dashboard judged again, and reads how many statuses changed', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await openKpi(page, 'Production', 'Délai moyen de fabrication')
    await page.getByRole('button', { name: 'Modifier les seuils' }).click()
    const thresholds = page.getByRole('dialog', { name: 'Modifier les seuils' })
    await thresholds.getByLabel('Seuil vert').fill('16')
    await thresholds.getByLabel('Seuil orange').fill('18')
    await thresholds.getByLabel('En vigueur à partir du').fill('2020-01-01')
    await thresholds.getByRole('button', { name: 'Enregistrer' }).click()
    await thresholds.waitFor({ state: 'hidden' })
    const reds = page.getByRole('row').getByText('Rouge', { exact: true })
    await reds.nth(1).waitFor()

    await page.getByRole('link', { name: 'Production', exact: true }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Production' }).waitFor()
    await page.getByRole('button', { name: 'Autres actions sur ce tableau de bord' }).click()
    await page.getByRole('menuitem', { name: 'Recalculer les statuts' }).click()
    const dialog = page.getByRole('dialog', { name: /^Recalculer les statuts/ })
    await dialog.getByText(/des statuts passés peuvent changer/).waitFor()
    await assertAccessible(page, 'the question before statuses are judged again')
    await dialog.getByRole('button', { name: 'Recalculer' }).click()
    await dialog.getByText(/^\d+ statuts ont changé\.$/).waitFor()
    await dialog.getByText(/valeurs regardées, de \d+ indicateurs/).waitFor()
    await assertAccessible(page, 'how many statuses changed')
    await dialog.getByRole('button', { name: 'Fermer' }).last().click()
    await dialog.waitFor({ state: 'hidden' })
    await openKpi(page, 'Production', 'Délai moyen de fabrication')
    await page.getByRole('row').getByText('Vert', { exact: true }).first().waitFor()
    await reds.first().waitFor({ state: 'detached' })
    assert.deepEqual(complaints, [])
  })

  test('who does not see an input reads the result without its name; the page fits a narrow window', async () => {
    const { page } = await site.visit({ width: 320 })
    await signIn(page, demo.user)
    await openKpi(page, 'Logistique', 'Stock de bois par salarié')
    await page.getByText('indicateur non visible').first().waitFor()
    assert.equal(await page.getByText('Effectif').count(), 0)
    await assertNoSideScroll(page, 'the page of a computed KPI')
    const { page: wide } = await site.visit({ width: 320 })
    await signIn(wide, demo.admin)
    await openKpi(wide, 'Logistique', 'Stock de bois par salarié')
    await wide.getByRole('button', { name: 'Modifier le calcul' }).click()
    await wide.getByRole('dialog').getByText('Valeur du stock de bois ÷ Effectif').waitFor()
    await assertNoSideScroll(wide, 'the editor of a formula')
  })
})
