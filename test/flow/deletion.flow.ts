// Deleting: what goes along, and what prevents it, is said before a name is typed.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { assertAccessible, demo, openSite, signIn, type Site } from '../support/browser.ts'

describe('deleting a dashboard', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  async function askToDelete(page: Page, title: string): Promise<Locator> {
    await page.goto('/dashboards')
    await page.getByRole('link', { name: title }).first().click()
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
    await page.getByRole('button', { name: 'Autres actions sur ce tableau de bord' }).click()
    await page.getByRole('menuitem', { name: 'Supprimer le tableau de bord' }).click()
    return page.getByRole('dialog', { name: `Supprimer « ${title} » ?` })
  }

  test('names what goes along, and nothing can be typed where a closed period prevents it', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    const open = await askToDelete(page, 'Production')
    await open.getByText(/^\d+ indicateurs$/).waitFor()
    for (const what of [/^[\d\s]+ valeurs$/, /^\d+ commentaires?$/, /^\d+ annotations?$/])
      await open.getByRole('listitem').filter({ hasText: what }).waitFor()
    assert.equal(await open.getByRole('textbox').count(), 1)
    assert.ok(await open.getByRole('button', { name: 'Supprimer le tableau de bord' }).isDisabled())
    await assertAccessible(page, 'what goes with a dashboard')
    await open.getByRole('button', { name: 'Annuler' }).click()
    await open.waitFor({ state: 'hidden' })

    await page.getByRole('button', { name: 'Autres actions sur ce tableau de bord' }).click()
    await page.getByRole('menuitem', { name: 'Clore une période' }).click()
    const closing = page.getByRole('dialog', { name: /^Clore une période/ })
    await closing.getByLabel('Clore jusqu’au').fill('2024-12-31')
    await closing.getByRole('button', { name: 'Clore', exact: true }).click()
    await closing.waitFor({ state: 'hidden' })

    const closed = await askToDelete(page, 'Production')
    await closed.getByText('Cette période est close.').waitFor()
    await closed.getByText(/Un administrateur peut les rouvrir/).waitFor()
    assert.equal(await closed.getByRole('textbox').count(), 0)
    await assertAccessible(page, 'a dashboard that cannot be deleted')
    assert.deepEqual(complaints, [])
  })
})
