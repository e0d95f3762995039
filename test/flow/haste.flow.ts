// For those who are faster than the page, or have a slow machine: nothing typed is lost, nothing old comes over what is new.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { demo, openSite, signIn, type Site } from '../support/browser.ts'
import { openPage } from '../support/pages.ts'

/** Types into the field, letter by letter, in one task: nothing can be painted and no address can change in between. */
async function typeAtOnce(page: Page, selector: string, text: string, last = ''): Promise<void> {
  await page.evaluate(`(() => {
    const field = document.querySelector(${JSON.stringify(selector)})
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set
    for (const letter of ${JSON.stringify(text)}) {
      set.call(field, field.value + letter)
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }
    if (${JSON.stringify(last)} !== '') field.dispatchEvent(new KeyboardEvent('keydown', { key: ${JSON.stringify(last)}, bubbles: true, cancelable: true }))
  })()`)
}

/** Lets requests of that address wait until the returned function is called. */
async function hold(page: Page, address: string): Promise<() => void> {
  const gate = Promise.withResolvers<undefined>()
  await page.route(address, async (route) => {
    await gate.promise
    await route.continue()
  })
  return () => gate.resolve(undefined)
}

describe('haste', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('every letter of a search is kept, however fast the next one follows', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/dashboards')
    await page.getByRole('row').nth(1).waitFor()
    await typeAtOnce(page, 'input[data-list-search]', 'logistique')
    const search = page.locator('input[data-list-search]')
    assert.equal(await search.inputValue(), 'logistique')
    await page.waitForURL(/[?&]q=logistique$/)
    assert.equal(await search.inputValue(), 'logistique')
    await page.locator('tr[data-row]').nth(1).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Logistique' }).waitFor()
    assert.deepEqual(complaints, [])
  })

  test('a filter of the audit keeps what is typed while the address follows', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await openPage(page, { path: '/admin/audit', hasDialog: false })
    // a letter in the very task in which the field has sent what was typed so far
    await page.evaluate(`(() => {
      const later = window.setTimeout
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set
      window.setTimeout = (work, milliseconds) => later(() => {
        work()
        if (milliseconds !== 400) return
        window.setTimeout = later
        set.call(document.activeElement, document.activeElement.value + '-77')
        document.activeElement.dispatchEvent(new Event('input', { bubbles: true }))
      }, milliseconds)
    })()`)
    const field = page.getByLabel('Identifiant de l’objet')
    await field.fill('0193')
    await page.waitForURL(/entity_id=0193-77/)
    assert.equal(await field.inputValue(), '0193-77')
  })

  test('Enter in the search for a KPI takes what the words lead to, not what earlier words did', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/dashboards')
    await page.getByRole('link', { name: 'Ressources humaines', exact: true }).first().click()
    await page.getByRole('link', { name: 'Effectif' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Effectif' }).waitFor()
    await page.getByRole('button', { name: 'Autres actions sur cet indicateur' }).click()
    await page.getByRole('menuitem', { name: 'Calculer à partir d’autres indicateurs' }).click()
    const field = page.getByRole('combobox', { name: 'Indicateur 1', exact: true })
    const offered = page.locator('.formula-hits [role=option]')
    await field.fill('re')
    await offered.nth(1).waitFor()
    await typeAtOnce(page, '.formula-picker [role=combobox]', 'ndement', 'Enter')
    await offered.first().waitFor({ state: 'detached' })
    await page.locator('.formula-picker input[value^="Taux de rendement"]').waitFor()
  })

  test('two presses of an arrow lead two KPIs further in a meeting', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/dashboards')
    await page.getByRole('link', { name: 'Production' }).first().click()
    await page.getByRole('link', { name: 'Réunions' }).click()
    await page.getByRole('button', { name: 'Ouvrir une réunion' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Ouvrir une réunion' }).click()
    await page.waitForURL('**/meetings/*')
    await page.getByText('Indicateur 1 sur').waitFor()
    await page.evaluate(`(async () => {
      const press = () => document.querySelector('h1').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }))
      press()
      await Promise.resolve()
      press()
    })()`)
    await page.getByText('Indicateur 3 sur').waitFor()

    const release = await hold(page, '**/notes')
    const note = page.getByLabel('Note ou décision')
    await note.fill('Le gabarit est usé.')
    await page.getByRole('button', { name: 'Noter', exact: true }).click()
    await page.locator('button[type=submit][data-loading]').waitFor()
    await note.fill('Commander deux lames.')
    release()
    await page.getByText('Décision : Le gabarit est usé.').or(page.locator('.meeting-note')).first().waitFor()
    await page.locator('button[type=submit]:not([data-loading])').waitFor()
    assert.equal(await note.inputValue(), 'Commander deux lames.')
    await page.reload()
    await note.waitFor()
    assert.equal(await note.inputValue(), 'Commander deux lames.')
  })

  test('who goes on to another field while a value is saved stays there', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    // A KPI that still offers a period after one is entered: its button comes back.
    const waiting = page.locator('.day-entry-item .day-link').first()
    const name = await waiting.innerText()
    await waiting.click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
    await page.getByRole('navigation', { name: 'Fil d’Ariane' }).getByRole('link').last().click()
    await page.waitForURL('**/dashboards/*')
    const buttons = page.getByRole('button', { name: /^Saisir .* : / })
    await buttons.nth(1).waitFor()
    const release = await hold(page, '**/values')
    const own = page.getByRole('button', { name: ` : ${name}` })
    await own.click()
    await page.keyboard.type('12')
    await page.keyboard.press('Enter')
    const form = page.locator('form.kpi-entry')
    await form.locator('button[data-loading]').waitFor()
    await buttons.first().click()
    await form.nth(1).waitFor()
    await page.keyboard.type('3')
    release()
    await form.nth(1).waitFor({ state: 'detached' })
    await own.waitFor()
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    await page.keyboard.type('4')
    assert.equal(await form.locator('input').inputValue(), '34')
    assert.deepEqual(complaints, [])
  })

  test('what changes while a page is being read, or before it listens, is on the page', async () => {
    const claire = await site.visit()
    const karim = await site.visit()
    await signIn(claire.page, demo.admin)
    await signIn(karim.page, demo.user)
    const make = async (title: string): Promise<void> => {
      await claire.page.goto('/dashboards?new=1')
      const dialog = claire.page.getByRole('dialog')
      await dialog.getByLabel('Titre').fill(title)
      await dialog.getByRole('button', { name: 'Créer un tableau de bord' }).click()
      await claire.page.waitForURL(/dashboards\/[^?]+/)
      await claire.page.getByRole('heading', { level: 1, name: title }).waitFor()
    }

    const listen = await hold(karim.page, '**/api/v1/events*')
    await karim.page.goto('/dashboards')
    await karim.page.getByRole('row').nth(1).waitFor()
    await make('Avant l’écoute')
    listen()
    await karim.page.getByRole('link', { name: 'Avant l’écoute' }).waitFor()
    await karim.page.unrouteAll()

    const read = Promise.withResolvers<undefined>()
    const isRead = Promise.withResolvers<undefined>()
    await karim.page.route(
      '**/api/v1/dashboards?*',
      async (route) => {
        const answer = await route.fetch()
        isRead.resolve(undefined)
        await read.promise
        await route.fulfill({ response: answer })
      },
      { times: 1 },
    )
    const listening = karim.page.waitForResponse('**/api/v1/events*')
    await karim.page.goto('/dashboards')
    await Promise.all([listening, isRead.promise])
    await make('Pendant la lecture')
    read.resolve(undefined)
    await karim.page.getByRole('link', { name: 'Pendant la lecture' }).waitFor()
    assert.deepEqual([...claire.complaints, ...karim.complaints], [])
  })
})
