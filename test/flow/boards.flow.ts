// The boards: the year of a dashboard, its month in letters with entry and countermeasure, on screen and on paper.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Bowling } from '../../src/modules/kpi/boards-schemas.ts'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'

describe('the boards', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  async function openBoard(page: Page, title: string, view: string): Promise<void> {
    await signIn(page, demo.admin)
    await page.goto('/dashboards')
    await page.getByRole('link', { name: title, exact: true }).click()
    await page.getByRole('navigation', { name: 'Vues du tableau de bord' }).getByRole('link', { name: view }).click()
  }

  test('the year shows target and actual of each month, steps to other years and leaves as CSV', async () => {
    const { page, complaints } = await site.visit()
    await openBoard(page, 'Production', 'Tableau annuel')
    const table = page.getByRole('table', { name: /^Objectif et réalisé par mois/ })
    await table.waitFor()
    const total = await table.getByRole('columnheader', { name: 'Cumul' }).boundingBox()
    assert.ok(total !== null && total.x + total.width <= 1280, 'the total is in sight at 1 280 px')
    assert.equal(await table.getByRole('columnheader').count(), 14, 'the course gives way to the months')
    await page.setViewportSize({ width: 1600, height: 900 })
    assert.equal(await table.getByRole('columnheader').count(), 15)
    assert.ok((await table.locator('td[data-status="RED"], td[data-status="ORANGE"]').count()) > 0)
    await assertAccessible(page, 'the bowling chart')
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()])
    assert.match(file.suggestedFilename(), /^Production \d{4}\.csv$/)
    await page.getByRole('button', { name: 'Exercice précédent' }).click()
    await page.waitForURL(/year=\d{4}/)
    await page.getByRole('button', { name: 'Exercice suivant' }).click()
    assert.deepEqual(complaints, [])
  })

  test('a click on a day opens its entry; its colour follows, and a red asks for its countermeasure', async () => {
    const { page, complaints } = await site.visit()
    await openBoard(page, 'Point quotidien', 'Tableau SQCDP')
    const letter = page.getByRole('region', { name: 'S comme Sécurité' })
    const thisMonth = (await letter.locator('.visually-hidden').first().textContent()) ?? ''
    await page.getByRole('button', { name: 'Mois précédent' }).click()
    await page.waitForURL(/month=/)
    // The address is ahead of the days: those of this month stand until the others are there.
    await letter.getByText(thisMonth, { exact: true }).waitFor({ state: 'detached' })
    const green = letter.getByRole('button', { name: /: vert/ }).first()
    await green.waitFor()
    const day = ((await green.locator('.visually-hidden').textContent()) ?? '').replace(/ :.*$/, '')
    await assertAccessible(page, 'the SQCDP board')
    await green.click()
    const dialog = page.getByRole('dialog', { name: /^Sécurité, / })
    const field = dialog.getByLabel('Valeur')
    await field.fill('neuf')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await dialog
      .getByText(/Écrivez un nombre/)
      .first()
      .waitFor()
    await field.fill('9')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await dialog.getByText('Un rouge demande une contre-mesure').waitFor()
    await assertAccessible(page, 'a red day')
    await dialog.getByRole('button', { name: 'Prévoir une contre-mesure' }).click()
    const action = page.getByRole('dialog', { name: /action/i })
    assert.match(await action.getByLabel('Action', { exact: true }).inputValue(), /^Contre-mesure du /)
    await action.locator('button[type=submit]').click()
    await dialog.getByText('contre-mesure en cours').first().waitFor()
    await page.keyboard.press('Escape')
    await letter.getByRole('button', { name: new RegExp(`^(\\d+ )?${day} : rouge, contre-mesure en cours`) }).waitFor()
    assert.deepEqual(complaints, [])
  })

  test('the letters go by keyboard, read as a table, and fit a narrow window', async () => {
    const { page } = await site.visit({ width: 320 })
    await openBoard(page, 'Point quotidien', 'Tableau SQCDP')
    const letter = page.getByRole('region', { name: 'Q comme Qualité' })
    await letter.locator('button[tabindex="0"]').focus()
    const at = (): Promise<number> =>
      page.evaluate<number>('Number(document.activeElement.firstElementChild.textContent)')
    const first = await at()
    await page.keyboard.press(first > 1 ? 'ArrowLeft' : 'ArrowRight')
    assert.equal(Math.abs((await at()) - first), 1)
    await page.getByText('Le mois en tableau').click()
    await page.getByRole('table', { name: /^Statut de chaque jour/ }).waitFor()
    await assertNoSideScroll(page, 'the SQCDP board')
  })

  test('a year of millions keeps its names on paper, and lets its last month be moved clear of the total', async () => {
    const { page } = await site.visit({ width: 1366, height: 768 })
    await openBoard(page, 'Logistique', 'Tableau annuel')
    const table = page.getByRole('table')
    await table.waitFor()
    await page.route('**/api/v1/dashboards/*/bowling*', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, json: inMillions((await answer.json()) as Bowling) })
    })
    await page.reload()
    await page.getByText('Aucune valeur n’est encore jugée sur l’exercice').waitFor()
    assert.equal(await table.getAttribute('data-width'), 'widest')
    const cell = table.locator('td[data-status]').first()
    assert.match((await cell.getAttribute('title')) ?? '', /^123\s456\s789,12\s€/, 'the exact number is in the tip')
    await page.locator('.bowling-scroll').evaluate((place) => (place.scrollLeft = place.scrollWidth))
    const december = await table.locator('thead th').nth(-2).boundingBox()
    const total = await table.locator('thead th').last().boundingBox()
    assert.ok(december !== null && total !== null && december.x + december.width <= total.x + 1)
    assert.equal(sheetsOf(await page.pdf({ preferCSSPageSize: true })), 1)
    await page.emulateMedia({ media: 'print' })
    const name = await table.locator('tbody th').first().boundingBox()
    assert.ok(name !== null && name.width > 100, 'a name has the width of some words')
  })

  test('each prints on one sheet', async () => {
    const { page } = await site.visit()
    await openBoard(page, 'Production', 'Tableau annuel')
    await page.getByRole('table').waitFor()
    assert.equal(sheetsOf(await page.pdf({ preferCSSPageSize: true })), 1)
    await page.getByRole('link', { name: 'Tableaux de bord' }).first().click()
    await page.getByRole('link', { name: 'Point quotidien', exact: true }).click()
    await page.getByRole('link', { name: 'Tableau SQCDP' }).click()
    await page.getByRole('region', { name: 'S comme Sécurité' }).waitFor()
    assert.equal(sheetsOf(await page.pdf({ preferCSSPageSize: true })), 1)
  })
})

describe('a screen on a wall', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  /** Makes a screen of two dashboards through its page and answers its address. */
  async function makeScreen(page: Page, name: string, more: readonly string[] = []): Promise<string> {
    await signIn(page, demo.admin)
    await page.getByRole('link', { name: 'Écrans' }).click()
    await page.getByRole('button', { name: 'Créer un écran' }).click()
    const form = page.getByRole('dialog', { name: 'Créer un écran' })
    await form.getByLabel('Nom de l’écran').fill(name)
    await form.getByRole('button', { name: 'Créer un écran' }).click()
    await form.getByText('Choisissez au moins un tableau de bord.').first().waitFor()
    await assertAccessible(page, 'making a screen')
    await form.getByLabel('Production').check()
    await form.getByLabel('Point quotidien').check()
    for (const label of more) await form.getByLabel(label).check()
    await form.getByLabel(/^Durée/).selectOption('10')
    await form.getByRole('button', { name: 'Créer un écran' }).click()
    const told = page.getByRole('dialog', { name: /est prêt/ })
    const address = await told.locator('code').textContent()
    await told.getByRole('button', { name: 'J’ai gardé l’adresse' }).click()
    await told.waitFor({ state: 'detached' })
    await page.getByRole('row', { name: new RegExp(name) }).waitFor()
    return address ?? ''
  }

  test('goes from dashboard to dashboard, pauses, tells when it is cut off, and goes dark when it is deleted', async () => {
    const office = await site.visit()
    const address = await makeScreen(office.page, 'Hall')
    assert.match(address, /\/tv#[\w-]{43}$/)
    assert.ok(!(await office.page.content()).includes(address.slice(-43)))
    const { page, context, complaints } = await site.visit({ width: 1920, height: 1080 })
    const asked: string[] = []
    page.on('request', (request) => asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`))
    await page.goto(address)
    const title = (name: string) => page.getByRole('heading', { level: 1, name: new RegExp(name) })
    await title('Production').waitFor()
    await assertAccessible(page, 'a screen')
    await title('Point quotidien').waitFor({ timeout: 15_000 })
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Reprendre' }).waitFor()
    await page.keyboard.press('ArrowLeft')
    await title('Production').waitFor()
    await page.getByText(/^À jour à \d\d:\d\d$/).waitFor()
    assert.deepEqual(complaints, [])

    await context.setOffline(true)
    await page.getByText(/^Hors connexion : données de \d\d:\d\d$/).waitFor()
    await title('Production').waitFor()
    await context.setOffline(false)
    await page.getByText(/^À jour à /).waitFor()

    const row = office.page.getByRole('row', { name: /Hall/ })
    await row.getByRole('button', { name: /^Supprimer/ }).click()
    await office.page.getByRole('dialog').getByRole('button', { name: 'Supprimer', exact: true }).click()
    await row.waitFor({ state: 'detached' })
    await page.keyboard.press('r')
    await page.getByRole('heading', { name: 'Cet écran n’est plus actif.' }).waitFor()
    const token = address.slice(-43)
    assert.ok(asked.length > 3)
    assert.deepEqual(
      asked.filter((one) => one.includes(token)),
      [],
      'the token stands in no address that is asked for',
    )
  })

  test('fits a narrow window too, and axe finds nothing on any of its views', async () => {
    const office = await site.visit()
    const address = await makeScreen(office.page, 'Couloir')
    const { page } = await site.visit({ width: 320 })
    await page.goto(address)
    await page.locator('.tv-body').waitFor()
    await page.keyboard.press('Space')
    for (let step = 0; step < 2; step += 1) {
      await assertAccessible(page, 'a screen at 320 px')
      await assertNoSideScroll(page, 'a screen')
      await page.keyboard.press('ArrowRight')
    }
  })

  test('shows the direction view with its foot on a wall of 1 280 × 720', async () => {
    const office = await site.visit()
    const all = ['Logistique', 'Qualité et sécurité', 'Ressources humaines', 'Direction']
    const address = await makeScreen(office.page, 'Accueil', all)
    const { page } = await site.visit({ width: 1280, height: 720 })
    await page.goto(address)
    await page.locator('.tv-body').waitFor()
    await page.keyboard.press('Space')
    for (let step = 0; step < 12 && (await page.locator('.tv-risks').count()) === 0; step += 1)
      await page.keyboard.press('ArrowRight')
    const foot = await page.locator('.tv-foot').boundingBox()
    assert.ok(foot !== null && foot.y + foot.height <= 720, 'the foot is in sight')
    const last = await page.locator('.tv-risks li').last().boundingBox()
    assert.ok(last !== null && last.y + last.height <= foot.y, 'and so is every line')
    await page.getByText('Périmètre de cet écran : 5 tableaux de bord').waitFor()
    const cut = await page
      .locator('.tv-risk-name > span')
      .evaluateAll((names) => names.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent))
    assert.deepEqual(cut, [], 'no name is cut')
  })

  test('says so when its address is not one', async () => {
    const { page } = await site.visit()
    await page.goto('/tv')
    await page.getByRole('heading', { name: 'Cet écran n’est plus actif.' }).waitFor()
    await page.goto(`/tv#${'a'.repeat(43)}`)
    await page.getByRole('heading', { name: 'Cet écran n’est plus actif.' }).waitFor()
  })
})

/** The same table with amounts of a large company, none of them judged. */
function inMillions(chart: Bowling): Bowling {
  const cells = (row: Bowling['rows'][number]) =>
    row.cells.map((cell) => ({ ...cell, status: null, target: 123_456_789.12, value: 123_456_789.12 }))
  return { ...chart, rows: chart.rows.map((row) => ({ ...row, unit: '€', cells: cells(row) })) }
}

/** The number of pages, as the file itself tells it. */
function sheetsOf(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0
}
