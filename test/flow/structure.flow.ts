// The structure of an organisation: groups with their verdict, dashboards placed in them, made from templates, copied.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, signUp, type Site } from '../support/browser.ts'

/** The line of a group. */
const heading = (page: Page, name: string): Locator =>
  page.locator('.table-heading').filter({ has: page.locator('.kpi-group-name', { hasText: name }) })

async function choose(page: Page, menu: string | RegExp, item: string): Promise<void> {
  await page.getByRole('button', { name: menu }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

describe('the structure', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('a first dashboard comes from a template, stands in a group, is copied, kept as a file and brought back', async () => {
    const { page, complaints } = await site.visit()
    await signUp(page, 'Zoé Structure')
    await page.goto('/dashboards')
    await page.getByRole('link', { name: 'Créer depuis un modèle' }).click()
    await page.getByRole('row').filter({ hasText: 'Mairie' }).getByRole('link').click()
    await page.getByText('10 indicateurs choisis').waitFor()
    await page.getByText('Délai global de paiement').waitFor()
    await page.getByRole('button', { name: 'Ne rien choisir' }).click()
    await page.getByRole('button', { name: 'Créer un tableau de bord' }).click()
    await page.locator('.form').getByText('Aucun indicateur choisi.').waitFor()
    await page.getByLabel('Délai global de paiement').check()
    await page.getByLabel('Taux d’épargne brute').check()
    await page.getByLabel('Titre').fill('Mairie de Laval')
    await page.getByRole('button', { name: 'Créer un tableau de bord' }).click()
    await page.getByRole('heading', { name: 'Mairie de Laval', level: 1 }).waitFor()
    await page.getByText('D’après le modèle « Mairie et petite collectivité », version 1').waitFor()
    await page.locator('tr[data-row]').nth(1).waitFor()
    assert.equal(await page.locator('tr[data-row]').count(), 2)

    const dialog = page.getByRole('dialog')
    await page.getByRole('link', { name: 'Tableaux de bord' }).first().click()
    await choose(page, 'Autres façons de créer', 'Créer un groupe')
    await dialog.getByLabel('Nom').fill('Services')
    await dialog.getByRole('button', { name: 'Créer un groupe' }).click()
    await heading(page, 'Services').getByText('Vide pour l’instant').waitFor()
    await choose(page, 'Autres actions sur le groupe Services', 'Créer un sous-groupe')
    await dialog.getByLabel('Nom').fill('Finances')
    await dialog.getByLabel('Règle de remontée').selectOption('La moyenne pondérée')
    await dialog.getByText('Vert compte 1, orange ½, rouge 0').waitFor()
    await dialog.getByRole('button', { name: 'Créer un groupe' }).click()
    await heading(page, 'Finances').waitFor()

    await choose(page, 'Autres actions sur Mairie de Laval', 'Déplacer vers…')
    await dialog.getByLabel('Groupe').selectOption('Services › Finances')
    await dialog.getByLabel('Poids').fill('0')
    await dialog.getByRole('button', { name: 'Déplacer' }).click()
    await dialog.getByText('Écrivez un nombre entier de 1 à 100.').waitFor()
    await dialog.getByLabel('Poids').fill('3')
    await dialog.getByRole('button', { name: 'Déplacer' }).click()
    await dialog.waitFor({ state: 'detached' })
    await heading(page, 'Services').getByText('aucun des 2 indicateurs n’a de valeur à jour').waitFor()

    await choose(page, 'Autres actions sur Mairie de Laval', 'Dupliquer…')
    assert.equal(await dialog.getByLabel('Titre').inputValue(), 'Mairie de Laval (copie)')
    await dialog.getByLabel('Titre').fill('Mairie de Mayenne')
    await dialog.getByRole('button', { name: 'Dupliquer' }).click()
    await page.getByRole('heading', { name: 'Mairie de Mayenne', level: 1 }).waitFor()
    await page.locator('.kpi-about').getByText('Services › Finances').waitFor()

    const saved = page.waitForEvent('download')
    await choose(page, 'Autres actions sur ce tableau de bord', 'Enregistrer comme modèle (fichier)')
    const path = await (await saved).path()
    assert.equal((JSON.parse(await readFile(path, 'utf8')) as { title: string }).title, 'Mairie de Mayenne')
    await page.goto('/templates')
    await page.locator('input[type=file]').setInputFiles({
      name: 'rien.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"title": 1}'),
    })
    await page.getByText('Ce fichier n’est pas un modèle de tableau de bord.').waitFor()
    await page.locator('input[type=file]').setInputFiles({
      name: 'modele.json',
      mimeType: 'application/json',
      buffer: await readFile(path),
    })
    await page.getByText('2 indicateurs choisis').waitFor()
    await page.getByLabel('Titre').fill('Mairie de Craon')
    await page.getByRole('button', { name: 'Créer un tableau de bord' }).click()
    await page.getByRole('heading', { name: 'Mairie de Craon', level: 1 }).waitFor()
    assert.deepEqual(complaints, [])
  })

  test('a computed KPI of a template comes with its inputs; what a saved template goes without is said', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/templates/commerce-de-detail')
    await page.getByText('Calculé : Chiffre d’affaires de la semaine ÷ Tickets de caisse').waitFor()
    await assertAccessible(page, 'a template with formulas')
    await page.getByRole('button', { name: 'Ne rien choisir' }).click()
    await page.getByLabel(/^Panier moyen/).check()
    const came = 'qui se calcule, sont choisis : Chiffre d’affaires de la semaine, Tickets de caisse.'
    await page.getByText(`Avec « Panier moyen », ${came}`).first().waitFor()
    await page.getByText('3 indicateurs choisis').waitFor()
    await page.getByLabel(/^Tickets de caisse/).uncheck()
    await page.getByText('Sans « Tickets de caisse », ne peuvent plus se calculer').first().waitFor()
    await page.getByText('1 indicateur choisi').waitFor()
    await page.getByLabel(/^Panier moyen/).check()
    await page.getByLabel('Titre').fill('Boutique de Laval')
    await page.getByRole('button', { name: 'Créer un tableau de bord' }).click()
    await page.getByRole('heading', { name: 'Boutique de Laval', level: 1 }).waitFor()
    await page.getByRole('link', { name: 'Panier moyen' }).click()
    await page.locator('.formula-sentence').getByText('Chiffre d’affaires de la semaine ÷ Tickets de caisse').waitFor()

    await page.goto('/dashboards')
    await page.getByRole('link', { name: 'Logistique' }).click()
    const saved = page.waitForEvent('download')
    await choose(page, 'Autres actions sur ce tableau de bord', 'Enregistrer comme modèle (fichier)')
    const note = '« Stock de bois par salarié » est à saisir dans ce modèle : son calcul emploie'
    await page.getByText(`Modèle enregistré. ${note}`).first().waitFor()
    const buffer = await readFile(await (await saved).path())
    await page.goto('/templates')
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'logistique.json', mimeType: 'application/json', buffer })
    const notice = page.locator('.notice').filter({ hasText: 'À savoir sur ce modèle' })
    await notice.getByText(note).waitFor()
    assert.deepEqual(complaints, [])
  })

  test('the tree says why, folds, is searched, reordered and dissolved without losing a dashboard', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/dashboards')
    const rows = page.locator('tr[data-row]')
    await heading(page, 'Opérations')
      .getByText(/^Rouge\s: \d+ indicateurs? rouges? sur \d+ \(règle\s: le pire\)\.$/)
      .waitFor()
    await heading(page, 'Atelier de Laval').getByText('moyenne pondérée, vert dès 75 %, orange dès 50 %').waitFor()
    const all = await rows.count()
    assert.ok(all >= 4)
    await assertAccessible(page, 'the tree of dashboards')

    await page.getByRole('button', { name: 'Replier Opérations' }).click()
    await rows.nth(all - 1).waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('button', { name: 'Déplier Opérations' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('qualite')
    await rows.filter({ hasText: 'Qualité et sécurité' }).waitFor()
    // the first letters find it too, and others with it
    await page.locator('.table-heading').nth(2).waitFor({ state: 'detached' })
    assert.equal(await page.locator('.table-heading').count(), 2)
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: 'Déplier Opérations' }).click()

    await choose(page, 'Autres actions sur le groupe Opérations', 'Descendre')
    await page.locator('.table-heading').first().getByText('Fonctions support').waitFor()

    await choose(page, 'Autres actions sur le groupe Atelier de Laval', 'Supprimer le groupe')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Aucun tableau de bord n’est supprimé.').waitFor()
    await dialog.getByRole('button', { name: 'Supprimer le groupe' }).click()
    await heading(page, 'Atelier de Laval').waitFor({ state: 'detached' })
    await rows.nth(all - 1).waitFor()
    assert.equal(await rows.count(), all)
    assert.deepEqual(complaints, [])
  })

  test('who is no ADMIN sees the tree without its menus, and only his own counts; on a phone nothing runs out of sight', async () => {
    const { page, complaints } = await site.visit({ width: 320 })
    await signIn(page, demo.user)
    await page.goto('/dashboards')
    await heading(page, 'Fonctions support').getByText('Aucun indicateur.').waitFor()
    assert.equal(await page.getByRole('button', { name: /^Autres actions sur le groupe/ }).count(), 0)
    await assertNoSideScroll(page, 'the tree of dashboards')
    await page.getByRole('button', { name: 'Autres façons de créer' }).click()
    await page.getByRole('menuitem', { name: 'Créer depuis un modèle' }).waitFor()
    assert.equal(await page.getByRole('menuitem', { name: 'Créer un groupe' }).count(), 0)
    assert.deepEqual(complaints, [])
  })
})
