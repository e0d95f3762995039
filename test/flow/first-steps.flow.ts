// From nothing to a verdict: sign up, first dashboard, first KPI, first value; and what login says when it refuses.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openSite, signIn, signUp, type Site } from '../support/browser.ts'

describe('first steps', () => {
  let site: Site
  before(async () => {
    site = await openSite()
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('a person signs up, makes a dashboard and a KPI, enters a value and reads why it is orange', async () => {
    const { page, complaints } = await site.visit()
    await signUp(page, 'Alice Martin')
    await page.getByText('Rien ne vous est encore confié').waitFor()
    await page.getByRole('link', { name: 'Voir les tableaux de bord' }).click()
    await page.getByText('Vos tableaux de bord se trouvent ici.').waitFor()

    await page.getByRole('button', { name: 'Créer un tableau de bord' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Créer un tableau de bord' }).click()
    await dialog.getByText('Remplissez ce champ.').waitFor()
    await dialog.getByLabel('Titre').fill('Production')
    await dialog.getByLabel(/^Processus/).fill('Fabrication')
    await dialog.getByRole('button', { name: 'Créer un tableau de bord' }).click()
    await page.waitForURL('**/dashboards/*')
    await page.getByRole('heading', { name: 'Production', level: 1 }).waitFor()

    await page.getByRole('button', { name: 'Ajouter un indicateur' }).click()
    await dialog.getByLabel('Nom', { exact: true }).fill('Taux de service')
    await dialog.getByLabel(/^Unité/).fill('%')
    await dialog.getByLabel('Seuil vert').fill('90')
    await dialog.getByLabel('Seuil orange').fill('95')
    await dialog.getByText('Dans cet ordre, les seuils se contredisent.').waitFor()
    // Who is still filling the fields in has made no mistake yet.
    assert.equal(await dialog.locator('[aria-invalid=true]').count(), 0)
    await dialog.getByRole('button', { name: 'Ajouter un indicateur' }).click()
    const fault = dialog.getByText('Les seuils ne sont pas dans le bon ordre.').first()
    await fault.waitFor()
    // Whichever of the two is put right, both are.
    await dialog.getByLabel('Seuil orange').fill('85')
    await fault.waitFor({ state: 'detached' })
    await dialog.getByLabel('Seuil orange').fill('95')
    await fault.waitFor()
    await dialog.getByLabel('Seuil vert').fill('96')
    await fault.waitFor({ state: 'detached' })
    await dialog.getByLabel('Seuil vert').fill('95')
    await dialog.getByLabel('Seuil orange').fill('90')
    await dialog.getByText('Vert à partir de 95 % ; orange à partir de 90 % ; rouge en dessous de 90 %.').waitFor()
    await dialog.getByRole('button', { name: 'Ajouter un indicateur' }).click()
    await page.waitForURL('**/kpis/*')

    // Targets come before the first value.
    await page.getByRole('button', { name: 'Autres actions sur cet indicateur' }).click()
    await page.getByRole('menuitem', { name: 'Objectifs par période' }).click()
    const targets = page.getByRole('dialog', { name: 'Objectifs par période' })
    await targets.getByRole('textbox').nth(1).fill('95')
    await targets.getByRole('button', { name: 'Enregistrer' }).click()
    await targets.waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'Saisir une valeur' }).click()
    await dialog.getByLabel('Valeur').fill('douze')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await dialog.getByText('Écrivez un nombre, par exemple 1 234,56.').waitFor()
    await dialog.getByLabel('Valeur').fill('92,5')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await dialog.waitFor({ state: 'detached' })
    const verdict = page.locator('.page-head-verdict')
    await verdict.getByText('92,5 % < 95 % et ≥ 90 % → orange, seuils d’origine').waitFor()
    assert.equal(await page.locator('.page-head .status-badge').innerText(), 'Orange')
    assert.equal(await page.getByRole('row').filter({ hasText: '92,5' }).count(), 1)

    await page.getByRole('navigation', { name: 'Fil d’Ariane' }).getByRole('link', { name: 'Production' }).click()
    const row = page.getByRole('row').filter({ hasText: 'Taux de service' })
    await row.getByRole('button', { name: /^Saisir .* : Taux de service$/ }).click()
    await page.keyboard.type('97')
    await page.keyboard.press('Enter')
    await row.getByText('Vert', { exact: true }).waitFor()
    await page.locator('.page-head-verdict').getByText('1 vert.').waitFor()
    assert.deepEqual(complaints, [])
  })

  test('a deleted value comes back with one click, and a corrected one changes its verdict', async () => {
    const { page, complaints } = await site.visit()
    await signUp(page, 'Bruno Petit')
    await page.goto('/dashboards?new=1')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Titre').fill('Qualité')
    await dialog.getByRole('button', { name: 'Créer un tableau de bord' }).click()
    await page.waitForURL('**/dashboards/*')
    await page.getByRole('button', { name: 'Ajouter un indicateur' }).click()
    await dialog.getByLabel('Nom', { exact: true }).fill('Réclamations')
    await dialog.getByLabel('Ce qui est mieux').selectOption('Plus bas est mieux')
    await dialog.getByLabel('Seuil vert').fill('3')
    await dialog.getByLabel('Seuil orange').fill('6')
    await dialog.getByRole('button', { name: 'Ajouter un indicateur' }).click()
    await page.waitForURL('**/kpis/*')
    await page.getByRole('button', { name: 'Saisir une valeur' }).click()
    await dialog.getByLabel('Valeur').fill('2')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await dialog.waitFor({ state: 'detached' })

    const rows = page.getByRole('row').filter({ hasText: '2 ≤ 3' })
    await rows.waitFor()
    await rows.getByRole('button', { name: /^Supprimer la valeur/ }).click()
    await rows.waitFor({ state: 'detached' })
    const undo = page
      .locator('.toasts')
      .filter({ hasText: 'supprimée' })
      .getByRole('button', { name: 'Annuler' })
      .last()
    await undo.click()
    await rows.waitFor()

    await rows.getByRole('button', { name: /^Corriger la valeur/ }).click()
    await dialog.getByLabel('Valeur').fill('7,5')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await page.locator('.page-head-verdict').getByText('7,5 > 6 → rouge').waitFor()
    assert.deepEqual(complaints, [])
  })

  test('login says that the pair is wrong, the same for an unknown address, and lets the right one in', async () => {
    const { page, context } = await site.visit()
    const person = await signUp(page, 'Chloé Durand')
    await context.clearCookies()
    for (const email of [person.email, 'inconnu@atelier.example']) {
      const other = await site.visit()
      await other.page.goto('/login')
      await other.page.getByLabel('Adresse e-mail').fill(email)
      await other.page.getByLabel('Mot de passe', { exact: true }).fill('ce-n-est-pas-le-bon')
      await other.page.getByRole('button', { name: 'Se connecter' }).click()
      await other.page.getByRole('alert').getByText('L’adresse ou le mot de passe est faux.').waitFor()
      assert.equal(await other.page.getByLabel('Adresse e-mail').inputValue(), email)
      await other.context.close()
    }
    const again = await site.visit()
    await signIn(again.page, person)
    await again.page.getByRole('heading', { name: 'Ma journée', level: 1 }).waitFor()
  })
})
