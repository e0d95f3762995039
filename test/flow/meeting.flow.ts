// A meeting: the KPIs walked one by one, a note that becomes an action, closing, minutes that stay.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'
import { readPdf } from '../support/pdf.ts'

describe('a meeting', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('is opened, walked with the arrows, noted, closed, and read again by somebody else', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/dashboards')
    await page.getByRole('link', { name: 'Production' }).first().click()
    await page.getByRole('link', { name: 'Réunions' }).click()
    await page.getByRole('button', { name: 'Ouvrir une réunion' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Ouvrir une réunion' })
    const present = dialog.getByRole('list', { name: 'Présents' }).getByRole('listitem')
    assert.match((await present.allTextContents()).join(), /^Claire Bréval[^,]*$/)
    await dialog.getByLabel('Présents').first().selectOption({ label: 'Karim Haddad' })
    await assertAccessible(page, 'the dialog that opens a meeting')
    await dialog.getByRole('button', { name: 'Ouvrir une réunion' }).click()
    await page.waitForURL('**/meetings/*')
    const address = new URL(page.url()).pathname

    const agenda = page.getByRole('navigation', { name: 'Ordre du jour' })
    const first = await agenda.getByRole('button').first().textContent()
    await page.getByText('Indicateur 1 sur').waitFor()
    await page.getByRole('heading', { level: 2, name: first ?? '' }).waitFor()
    await assertAccessible(page, 'meeting mode')
    await page.getByLabel('Note ou décision').fill('Le gabarit est usé.')
    await page.getByLabel('En faire une action').check()
    assert.equal(await page.getByLabel('Action à mener').inputValue(), 'Le gabarit est usé.')
    await page.getByLabel('Action à mener').fill('Changer le gabarit')
    await page.getByLabel('Confiée à').selectOption({ label: 'Karim Haddad' })
    await page.getByRole('button', { name: 'Noter', exact: true }).click()
    await page.getByText('Décision : Le gabarit est usé.').waitFor()
    await page.getByText('→ Changer le gabarit').waitFor()

    await page.getByRole('heading', { level: 1 }).focus()
    await page.keyboard.press('ArrowRight')
    await page.getByText('Indicateur 2 sur').waitFor()
    await agenda.getByRole('button', { name: 'Conclusion' }).click()
    await page.getByRole('textbox', { name: 'Conclusion' }).fill('Prochaine revue dans un mois.')
    // the conclusion is not saved and one note is not noted: neither is lost by closing
    await agenda.getByRole('button').nth(1).click()
    await page.getByText('Indicateur 2 sur').waitFor()
    await page.getByLabel('Note ou décision').fill('Commander deux lames.')
    await page.getByRole('button', { name: 'Clore la réunion' }).click()
    const closing = page.getByRole('dialog', { name: 'Clore la réunion ?' })
    await closing.getByText('Une note est écrite, mais pas encore notée.').waitFor()
    assert.equal(await closing.getByRole('button', { name: 'Clore la réunion' }).count(), 0)
    await assertAccessible(page, 'a note that would be lost')
    await closing.getByRole('button', { name: 'Aller à la note' }).click()
    await closing.waitFor({ state: 'hidden' })
    await page.getByText('Indicateur 2 sur').waitFor()
    await page.getByRole('button', { name: 'Noter', exact: true }).click()
    await page.getByText('Noté.').first().waitFor()
    await page.getByRole('button', { name: 'Clore la réunion' }).click()
    await closing.getByText('Votre conclusion sera enregistrée').waitFor()
    await closing.getByText('Prochaine revue dans un mois.').waitFor()
    await closing.getByRole('button', { name: 'Clore la réunion' }).click()
    await closing.waitFor({ state: 'hidden' })
    await page.getByText('Commander deux lames.').waitFor()
    await page.getByText('Prochaine revue dans un mois.').waitFor()
    await page.getByText('Décision : Le gabarit est usé.').waitFor()
    await assertAccessible(page, 'the minutes of a meeting')
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Compte rendu (PDF)' }).click(),
    ])
    const pdf = readPdf(await readFile(await file.path()))
    assert.match(pdf.text, /Le gabarit est usé\./)
    assert.deepEqual(complaints, [])

    const other = await site.visit({ width: 320 })
    await signIn(other.page, demo.user)
    await other.page.goto('/notifications')
    await other.page
      .getByText(/^Compte rendu : /)
      .first()
      .waitFor()
    await other.page.goto(address)
    await other.page.getByText('Changer le gabarit').first().waitFor()
    await assertNoSideScroll(other.page, 'the minutes of a meeting')
    assert.deepEqual(other.complaints, [])
  })
})
