// What somebody else changes appears without a reload; what I may not see does not.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { demo, openSite, signIn, type Site } from '../support/browser.ts'

describe('live changes', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('a dashboard made by one person appears in the list of another', async () => {
    const claire = await site.visit()
    const karim = await site.visit()
    await signIn(claire.page, demo.admin)
    await signIn(karim.page, demo.user)
    await karim.page.goto('/dashboards')
    await karim.page.getByRole('row').nth(1).waitFor()
    await claire.page.goto('/dashboards?new=1')
    const dialog = claire.page.getByRole('dialog')
    await dialog.getByLabel('Titre').fill('Suivi des chantiers')
    await dialog.getByRole('button', { name: 'Créer un tableau de bord' }).click()
    await claire.page.waitForURL('**/dashboards/*')
    await karim.page.getByRole('link', { name: 'Suivi des chantiers' }).waitFor()
    assert.deepEqual([...claire.complaints, ...karim.complaints], [])
  })

  test('a comment on a KPI appears to somebody who reads its page', async () => {
    const claire = await site.visit()
    const karim = await site.visit()
    await signIn(claire.page, demo.admin)
    await signIn(karim.page, demo.user)
    await claire.page.goto('/dashboards')
    const row = claire.page
      .getByRole('row')
      .filter({ has: claire.page.locator('.status-share') })
      .first()
    await row.getByRole('link').click()
    await claire.page.waitForURL('**/dashboards/*')
    await claire.page.locator('a[href^="/kpis/"]').first().click()
    await claire.page.waitForURL('**/kpis/*')
    const address = new URL(claire.page.url())
    await karim.page.goto(address.pathname)
    await karim.page.getByRole('heading', { name: 'Commentaires' }).waitFor()
    await claire.page.getByLabel('Votre commentaire').last().fill('Vu avec l’atelier ce matin.')
    await claire.page.getByRole('button', { name: 'Publier' }).last().click()
    await karim.page.getByText('Vu avec l’atelier ce matin.').waitFor()
    assert.deepEqual([...claire.complaints, ...karim.complaints], [])
  })
})
