// What an ADMIN does between times: teams renamed and deleted, the audit read in words.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'

describe('administration', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('a team is renamed; it is deleted only when nothing is open to it, and the audit tells it in words', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/admin/teams')
    const teams = page.locator('.team')
    await teams.first().waitFor()
    const shared = (await teams.first().getByRole('heading').textContent()) ?? ''
    await page.getByRole('button', { name: `Supprimer l’équipe ${shared}` }).click()
    const question = page.getByRole('dialog', { name: `Supprimer l’équipe ${shared}` })
    await question.getByText(/^l’équipe/).waitFor()
    await assertAccessible(page, 'the question before a team is deleted')
    await question.getByRole('button', { name: 'Supprimer' }).click()
    await page.getByText(`L’équipe ${shared} sert encore`).first().waitFor()
    await teams.filter({ hasText: shared }).waitFor()

    await page.getByRole('button', { name: 'Créer une équipe' }).click()
    const creating = page.getByRole('dialog', { name: 'Créer une équipe' })
    await creating.getByLabel('Nom de l’équipe').fill('Pose')
    await creating.getByRole('button', { name: 'Créer une équipe' }).click()
    await page.getByRole('button', { name: 'Renommer l’équipe Pose' }).click()
    const renaming = page.getByRole('dialog', { name: 'Renommer l’équipe Pose' })
    await renaming.getByLabel('Nom de l’équipe').fill(shared)
    await renaming.getByRole('button', { name: 'Renommer' }).click()
    await renaming.getByText('Une équipe porte déjà ce nom.').first().waitFor()
    await assertAccessible(page, 'the dialog that renames a team')
    await renaming.getByLabel('Nom de l’équipe').fill('Pose et finition')
    await renaming.getByRole('button', { name: 'Renommer' }).click()
    await page.getByRole('heading', { name: 'Pose et finition', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Supprimer l’équipe Pose et finition' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Supprimer' }).click()
    await page.getByRole('heading', { name: 'Pose et finition', exact: true }).waitFor({ state: 'detached' })

    await page.goto('/admin/audit')
    await page.getByRole('row').getByText('Équipe supprimée', { exact: true }).first().waitFor()
    await page.getByLabel('Acte').selectOption('Équipe renommée')
    await page.getByRole('row').getByText('Équipe supprimée', { exact: true }).first().waitFor({ state: 'detached' })
    assert.match(page.url(), /action=team\.renamed/)
    await page.getByRole('row').getByText('Équipe renommée', { exact: true }).first().waitFor()
    await page
      .getByRole('button', { name: /^Détails/ })
      .first()
      .click()
    await page.getByRole('dialog').getByText('team.renamed').waitFor()
    await assertAccessible(page, 'an entry of the audit')
    assert.deepEqual(complaints, [])
  })

  test('teams fit a narrow window', async () => {
    const { page } = await site.visit({ width: 320 })
    await signIn(page, demo.admin)
    await page.goto('/admin/teams')
    await page
      .getByRole('button', { name: /^Renommer l’équipe/ })
      .first()
      .waitFor()
    await assertNoSideScroll(page, 'the teams')
    await page.goto('/admin/audit')
    await page.getByLabel('Acte').waitFor()
    await assertNoSideScroll(page, 'the audit')
  })

  test('without a mail server nobody is promised a letter, and who may not add people is not asked to', async () => {
    const { page, complaints } = await site.visit()
    await page.goto('/forgotten-password')
    await page.getByText('Ce Socle n’envoie pas d’e-mails.').waitFor()
    await page.getByText(/Demandez à un administrateur/).waitFor()
    assert.equal(await page.getByRole('textbox').count(), 0)
    await assertAccessible(page, 'a forgotten password without a mail server')
    await signIn(page, demo.admin)
    await page.goto('/admin/users')
    await page.getByRole('button', { name: 'Ajouter un utilisateur' }).click()
    const dialog = page.getByRole('dialog', { name: 'Ajouter un utilisateur' })
    await dialog.getByText(/ce Socle n’envoie pas d’e-mails/).waitFor()
    await dialog.getByLabel('Nom complet').fill('Nora Petit')
    await dialog.getByLabel('Adresse e-mail').fill('nora@breval.example')
    await dialog.getByRole('button', { name: 'Ajouter un utilisateur' }).click()
    await dialog.getByText('Remplissez ce champ.').waitFor()
    await dialog.getByLabel('Premier mot de passe').fill('court')
    await dialog.getByRole('button', { name: 'Ajouter un utilisateur' }).click()
    await dialog.getByText('Le mot de passe doit compter au moins 12 caractères.').first().waitFor()
    assert.equal(await page.getByText('La demande ne respecte pas les règles.').count(), 0)

    const clerk = await site.visit()
    await signIn(clerk.page, demo.user)
    await clerk.page.goto('/admin/users')
    await clerk.page.getByText('Vous n’avez pas le droit de faire cela.').first().waitFor()
    assert.equal(await clerk.page.getByRole('button', { name: 'Ajouter un utilisateur' }).count(), 0)
    assert.deepEqual(complaints, [])
  })
})
