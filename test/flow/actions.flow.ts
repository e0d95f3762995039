// Action plans that prove themselves: a cause, roles, the PDCA board, and the measured effect of what was done.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertAccessible, demo, openSite, signIn, type Site } from '../support/browser.ts'

describe('action plans', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('an action gets its cause and its roles, and moves through the steps of the board', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/direction')
    await page.locator('.direction-risk').first().getByRole('link').click()
    await page.getByRole('button', { name: 'Ajouter une action' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Ajouter une action' })
    await dialog.getByLabel('Action', { exact: false }).first().fill('Changer le gabarit')
    await dialog.getByText('Cause, rôles et effet').click()
    await dialog.getByLabel('Cause à traiter').fill('Le gabarit est usé.')
    await dialog.getByLabel('Répond du résultat').selectOption({ label: 'Karim Haddad' })
    await dialog.getByLabel('Informés après').selectOption({ label: 'Sophie Lemaire' })
    await dialog.getByRole('button', { name: 'Retirer Sophie Lemaire' }).waitFor()
    await assertAccessible(page, 'the dialog of an action')
    await dialog.getByRole('button', { name: 'Ajouter une action' }).click()
    await page.getByText('Cause : Le gabarit est usé.').waitFor()
    await page.getByText('Karim Haddad en répond').waitFor()

    await page.goto('/actions?whose=all&view=board')
    const step = page.getByLabel('Étape de l’action : Changer le gabarit')
    await step.focus()
    await step.selectOption('DO')
    await page.getByRole('region', { name: 'Faire' }).getByText('Changer le gabarit').waitFor()
    // the keyboard follows the card into its column
    await page.getByRole('region', { name: 'Faire' }).locator('select:focus').waitFor()
    await page.reload()
    await page.getByRole('region', { name: 'Faire' }).getByText('Changer le gabarit').waitFor()
    assert.deepEqual(complaints, [])
  })

  test('what a finished action changed is told with its uncertainty', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/actions?whose=all&state=DONE')
    await page.getByText(/^Amélioration : .* en moyenne avant .* dans 95 % des cas\.$/).waitFor()
    await page.getByText('Un écart mesuré ne prouve pas que l’action en est la cause.').waitFor()
    assert.deepEqual(complaints, [])
  })
})
