// An import is seen before it is made, and taken back after: from its toast, from its page, or refused with reasons.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'

describe('the undo of an import', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('the difference is shown, the import is made, and its toast takes it back', async () => {
    const { page, complaints } = await site.visit({ width: 320 })
    await signIn(page, demo.admin)
    await page.goto('/imports')
    await choose(page, ['LOG-STOCK;2016-01;140000', 'LOG-STOCK;2016-02;141000'])
    const diff = page.getByRole('region', { name: 'Ce que l’import changerait' })
    assert.equal(await diff.getByRole('cell', { name: 'Ajoutée' }).count(), 2)
    await assertNoSideScroll(page, 'the difference at 320 px')
    await assertAccessible(page, 'the difference at 320 px')
    await page.getByRole('button', { name: 'Importer 2 valeurs' }).click()
    const messages = page.getByRole('region', { name: 'Messages' })
    await messages.getByText('Import terminé : 2 valeurs.').waitFor()
    await messages.getByRole('button', { name: 'Annuler', exact: true }).click()
    await page.getByText('Annulé par Claire').waitFor()
    await page.getByText('2 valeurs retirées.').waitFor()
    assert.equal(await page.getByText(/valeurs enregistrées|Terminé/i).count(), 0)
    await page.getByRole('main').getByText('L’import est annulé : tout est comme avant.').waitFor()
    await assertAccessible(page, 'the undone import')
    assert.deepEqual(complaints, [])
  })

  test('an import over stored values is taken back from its page, which says what will change', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/imports')
    await make(page, ['LOG-STOCK;2016-03;140000'], 'Importer 1 valeur')
    await page.goto('/imports')
    await choose(page, ['LOG-STOCK;2016-03;150000', 'LOG-STOCK;2016-04;140000'])
    await page.getByText('1 valeur en erreur.').waitFor()
    await page.getByLabel('Si la période a déjà une valeur').selectOption('Remplacer la valeur')
    await page.getByRole('button', { name: 'Vérifier de nouveau' }).click()
    const replaced = page.getByRole('row').filter({ hasText: 'Remplacée' })
    assert.match(await replaced.innerText(), /140\s000.*\s+150\s000/s)
    await page.getByRole('button', { name: 'Importer 2 valeurs' }).click()
    await page.waitForURL('**/imports/*')
    await page.getByRole('button', { name: 'Annuler cet import' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 valeur ajoutée sera retirée.').waitFor()
    await dialog.getByText('1 valeur remplacée redeviendra ce qu’elle était.').waitFor()
    await assertAccessible(page, 'the question before the undo')
    await dialog.getByRole('button', { name: 'Annuler cet import' }).click()
    await page.getByText('1 valeur retirée. 1 valeur rétablie.').waitFor()
    await page.getByText('Import terminé : 2 valeurs.').waitFor({ state: 'detached' })
    assert.deepEqual(complaints, [])
  })

  test('values changed since are listed, and nothing is undone', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/imports')
    await make(page, ['LOG-STOCK;2016-07;140000'], 'Importer 1 valeur')
    const first = page.url()
    await page.goto('/imports')
    await choose(page, ['LOG-STOCK;2016-07;150000'])
    await page.getByLabel('Si la période a déjà une valeur').selectOption('Remplacer la valeur')
    await page.getByRole('button', { name: 'Vérifier de nouveau' }).click()
    await page.getByRole('button', { name: 'Importer 1 valeur' }).click()
    await page.waitForURL('**/imports/*')
    // the import goes on in the background: only when it is over has it changed anything
    await page.getByRole('button', { name: 'Annuler cet import' }).waitFor()
    await page.goto(first)
    await page.getByRole('button', { name: 'Annuler cet import' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Annuler cet import' }).click()
    await page.getByText('Des valeurs ont changé depuis cet import.').waitFor()
    await page.getByRole('row').filter({ hasText: 'Modifiée' }).filter({ hasText: 'Claire' }).waitFor()
    await assertAccessible(page, 'the refused undo')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Annuler cet import' }).waitFor()
  })

  test('one column per period is recognised and said so; rehearsals are listed on demand', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/imports')
    await choose(page, ['LOG-STOCK;150000;151000;1'], 'Indicateur;janv. 2015;févr. 2015;Total')
    await page.getByRole('cell', { name: 'Ajoutée' }).first().waitFor()
    assert.equal(
      await page.getByLabel('Disposition').locator('option:checked').innerText(),
      'Reconnu : Une colonne par période',
    )
    await page.getByText('2 colonnes de périodes :').waitFor()
    const jobs = page.getByRole('table', { name: 'Imports précédents' })
    await jobs.getByRole('row').nth(1).waitFor()
    assert.equal(await jobs.getByRole('cell', { name: 'Essai', exact: true }).count(), 0)
    await page.getByLabel('Afficher aussi les essais').check()
    await jobs.getByRole('cell', { name: 'Essai', exact: true }).first().waitFor()
    assert.deepEqual(complaints, [])
  })
})

describe('saved mappings', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('choices are saved under a name, proposed for the next file of the kind, and read it', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/imports')
    const header = 'Réf interne;Mois;Valeur'
    const send = (line: string) =>
      page.locator('input[type=file]').setInputFiles({
        name: 'export.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(`${header}\r\n${line}`),
      })
    await send('LOG-STOCK;2014-01;1')
    await page.getByText('Les colonnes du fichier ne sont pas reconnues.').first().waitFor()
    await page.getByLabel('Indicateur (code ou nom)').selectOption('Réf interne')
    await page.getByRole('button', { name: 'Vérifier de nouveau' }).click()
    await page.getByRole('cell', { name: 'Ajoutée' }).waitFor()
    await page.getByRole('button', { name: 'Enregistrer ces choix' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Nom').fill('Export du stock')
    await assertAccessible(page, 'saving a mapping')
    await dialog.getByRole('button', { name: 'Enregistrer', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })

    await page.goto('/imports')
    await send('LOG-STOCK;2014-02;2')
    await page.getByText('Ce fichier ressemble à « Export du stock ».').waitFor()
    await page.getByRole('button', { name: 'Utiliser cette correspondance' }).click()
    await page.getByRole('cell', { name: 'Ajoutée' }).waitFor()
    await assertAccessible(page, 'a file read by a saved mapping')
    await page.getByRole('button', { name: 'Supprimer « Export du stock »' }).click()
    await page.getByRole('button', { name: 'Supprimer « Export du stock »' }).waitFor({ state: 'hidden' })
    // who closes the tab at once has deleted it all the same
    const outlivesThePage = await page.evaluate<boolean>(`new Promise((done) => {
      const send = window.fetch
      window.fetch = (address, init) => {
        if (init.method === 'DELETE') done(init.keepalive === true)
        return send(address, init)
      }
      window.dispatchEvent(new PageTransitionEvent('pagehide'))
    })`)
    assert.ok(outlivesThePage)
    assert.equal(complaints.filter((line) => !line.includes('422')).length, 0, complaints.join())
  })
})

async function choose(page: Page, lines: readonly string[], header = 'code;periode;valeur'): Promise<void> {
  const buffer = Buffer.from([header, ...lines].join('\r\n'))
  await page.locator('input[type=file]').setInputFiles({ name: 'saisies.csv', mimeType: 'text/csv', buffer })
  await page.getByRole('region', { name: 'Ce que l’import changerait' }).waitFor()
}

/** Imports lines and waits on the page of the import. */
async function make(page: Page, lines: readonly string[], button: string): Promise<void> {
  await choose(page, lines)
  await page.getByRole('button', { name: button }).click()
  await page.waitForURL('**/imports/*')
  await page.getByRole('button', { name: 'Annuler cet import' }).waitFor()
}
