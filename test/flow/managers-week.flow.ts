// A manager's week on the demo world, in one go: enter, paste, review, decide, meet, print.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, demo, openSite, signIn, type Site } from '../support/browser.ts'
import { readPdf, type ReadPdf } from '../support/pdf.ts'

describe('a manager’s week', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('Monday to Friday: enter, paste, review, decide, meet, print', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await enterWhatIsMissing(page)
    await pasteIntoProduction(page)
    const worst = await reviewTheWorst(page)
    await decide(page)
    await meet(page, worst)
    await print(page, worst)
    assert.deepEqual(complaints, [])
  })
})

/** Monday: the day opens on what waits, and takes a missing value in place. */
async function enterWhatIsMissing(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Ma journée', level: 1 }).waitFor()
  const verdict = page.locator('.page-head-verdict')
  const said = await verdict.innerText()
  const field = page.getByRole('textbox', { name: /^Valeur de / }).first()
  await field.fill('4,2')
  await page.keyboard.press('Enter')
  await page.locator('.page-head-verdict', { hasNotText: said }).waitFor()
}

/** Tuesday: a block from the spreadsheet of the workshop. */
async function pasteIntoProduction(page: Page): Promise<void> {
  await page.goto('/dashboards')
  await page.getByRole('link', { name: 'Production' }).first().click()
  await page.getByRole('link', { name: 'Saisie en tableau' }).click()
  await page.getByRole('button', { name: /^Mois/ }).click()
  await page.getByRole('button', { name: /^Mois/, pressed: true }).waitFor()
  await page.getByRole('grid').waitFor()
  await page.locator('[data-place="0 8"]').click()
  await page.evaluate(`(() => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', '14,5\\t15,2')
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })()`)
  await page.getByText('Tout est enregistré.').waitFor()
  assert.match(await page.locator('[data-place="0 9"]').innerText(), /15,2/)
}

/** Wednesday: the direction view names what is worst; its page says why, and whether it is unusual. */
async function reviewTheWorst(page: Page): Promise<string> {
  await page.goto('/direction')
  const link = page.locator('.direction-risk').first().getByRole('link')
  const name = (await link.innerText()).trim()
  await link.click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await page
    .getByText(/→ rouge/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Carte de contrôle' }).click()
  await page
    .locator('.analysis-said', { hasText: /^Limites (provisoires, )?tirées de \d+ valeurs/ })
    .first()
    .waitFor()
  return name
}

/** Thursday: who does what until when, and why. */
async function decide(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Ajouter une action' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Ajouter une action' })
  await dialog.getByRole('textbox').first().fill('Doubler le contrôle à la réception')
  await dialog.getByText('Cause, rôles et effet').click()
  await dialog.getByLabel('Cause à traiter').fill('Personne ne contrôle les lots du vendredi.')
  await dialog.getByLabel('Répond du résultat').selectOption({ label: 'Karim Haddad' })
  await dialog.getByRole('button', { name: 'Ajouter une action' }).click()
  await page.getByText('Cause : Personne ne contrôle les lots du vendredi.').waitFor()
}

/** Friday morning: the meeting of the dashboard, its note that becomes an action, its minutes. */
async function meet(page: Page, worst: string): Promise<void> {
  await page
    .getByRole('navigation', { name: /Fil d’Ariane/ })
    .getByRole('link')
    .last()
    .click()
  await page.getByRole('link', { name: 'Réunions' }).click()
  await page.getByRole('button', { name: 'Ouvrir une réunion' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Ouvrir une réunion' })
  await dialog.getByRole('button', { name: 'Ouvrir une réunion' }).click()
  await page.waitForURL('**/meetings/*')
  await page.getByRole('navigation', { name: 'Ordre du jour' }).getByRole('button', { name: worst }).click()
  await page.getByText('Doubler le contrôle à la réception').first().waitFor()
  await page.getByLabel('Note ou décision').fill('Deux semaines d’essai.')
  await page.getByLabel('En faire une action').check()
  await page.getByLabel('Action à mener').fill('Mesurer les lots du vendredi')
  await page.getByRole('button', { name: 'Noter', exact: true }).click()
  await page.getByText('→ Mesurer les lots du vendredi').waitFor()
  await page.getByRole('button', { name: 'Clore la réunion' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Clore la réunion' }).click()
  await page.getByText('Décision : Deux semaines d’essai.').waitFor()
  await assertAccessible(page, 'the minutes')
}

/** Friday afternoon: the minutes and the direction page, on paper. */
async function print(page: Page, worst: string): Promise<void> {
  const minutes = await downloadPdf(page, 'Compte rendu (PDF)')
  for (const words of [worst, 'Deux semaines d’essai.', 'Mesurer les lots du vendredi'])
    assert.ok(minutes.text.includes(words), words)
  await page.goto('/direction')
  const direction = await downloadPdf(page, 'PDF')
  assert.equal(direction.page_count, 1)
  assert.ok(direction.text.includes(worst), worst)
  assert.deepEqual(direction.conformance, { part: '2', level: 'A' })
  for (const share of direction.darkness) assert.ok(share > 0.002)
}

async function downloadPdf(page: Page, button: string): Promise<ReadPdf> {
  const act = page.getByRole('button', { name: button, exact: true }).click()
  const [file] = await Promise.all([page.waitForEvent('download'), act])
  return readPdf(await readFile(await file.path()))
}
