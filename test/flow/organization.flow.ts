// The settings of the organisation: found in the menu, their consequences said first, taken back, refused when overtaken.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'

describe('the settings of the organisation', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  async function open(page: Page): Promise<void> {
    await page.goto('/admin/organization')
    await page.getByLabel('Nom de l’organisation').waitFor()
  }
  const save = (page: Page): Promise<void> => page.getByRole('button', { name: 'Enregistrer' }).click()
  const saved = (page: Page): Promise<void> =>
    page.getByText('Les réglages de l’organisation sont à jour.').first().waitFor()

  test('an ADMIN finds them in the menu, reads what a change means, makes it and takes it back', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.getByRole('navigation').getByRole('link', { name: 'Organisation' }).click()
    await page.getByRole('heading', { level: 1, name: 'Organisation' }).waitFor()
    const name = page.getByLabel('Nom de l’organisation')
    const month = page.getByLabel('L’exercice commence en')
    const zone = page.getByLabel('Fuseau horaire')
    assert.equal(await name.inputValue(), 'Menuiserie Bréval')
    assert.equal(await page.getByText('Ce qui va changer').count(), 0)
    await month.selectOption('avril')
    await page.getByText(/Premier mois de l’exercice\s: avril\s; dernier\s: mars\./).waitFor()
    await zone.selectOption('Indian/Reunion')
    await page.getByText('Le jour commencera et finira suivant le fuseau Indian/Reunion.').waitFor()
    await assertAccessible(page, 'the settings of the organisation')
    await name.fill('')
    await save(page)
    await page.getByText('Remplissez ce champ.').first().waitFor()
    await name.fill('Menuiserie Bréval et fils')
    await save(page)
    await saved(page)
    await page.locator('.rail-organization', { hasText: 'Bréval et fils' }).waitFor()
    await page.getByText('Ce qui va changer').waitFor({ state: 'detached' })
    await page.reload()
    await name.waitFor()
    assert.deepEqual([await month.inputValue(), await zone.inputValue()], ['4', 'Indian/Reunion'])

    await month.selectOption('janvier')
    await zone.selectOption('Europe/Paris')
    await name.fill('Menuiserie Bréval')
    await save(page)
    await saved(page)
    await page.getByRole('button', { name: 'Annuler' }).last().click()
    await page.locator('.rail-organization', { hasText: 'Bréval et fils' }).waitFor()
    // the form starts anew once every page has been read again
    await page.locator('select:has(option:checked[value="4"])').and(month).waitFor()
    assert.deepEqual(complaints, [])
  })

  test('a change that somebody else overtook is refused, and what there is stands in the fields', async () => {
    const [one, other] = [await site.visit(), await site.visit()]
    for (const { page } of [one, other]) {
      await signIn(page, demo.admin)
      await open(page)
    }
    await one.page.getByLabel('Nom de l’organisation').fill('Bréval')
    await save(one.page)
    await saved(one.page)
    await other.page.getByLabel('L’exercice commence en').selectOption('juillet')
    await save(other.page)
    await other.page
      .getByText(/Quelqu’un d’autre a changé ces réglages/)
      .first()
      .waitFor()
    assert.equal(await other.page.getByLabel('Nom de l’organisation').inputValue(), 'Bréval')
    assert.notEqual(await other.page.getByLabel('L’exercice commence en').inputValue(), '7')
  })

  test('everybody else reads them, in a narrow window too', async () => {
    const { page, complaints } = await site.visit({ width: 320 })
    await signIn(page, demo.user)
    assert.equal(await page.locator('.frame-rail').getByText('Organisation', { exact: true }).count(), 0)
    await open(page)
    await page.getByText('Seul un administrateur peut changer ces réglages.').waitFor()
    assert.ok(await page.getByLabel('Fuseau horaire').isDisabled())
    assert.equal(await page.getByRole('button', { name: 'Enregistrer' }).count(), 0)
    await assertNoSideScroll(page, 'the settings of the organisation')
    await assertAccessible(page, 'the settings of the organisation, read only')
    assert.deepEqual(complaints, [])
  })
})
