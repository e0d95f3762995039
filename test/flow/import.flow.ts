// Bringing a file in: dropped, understood, refused with reasons by row, corrected, written.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'

const example = fileURLToPath(new URL('../../db/seed/exemple-import.csv', import.meta.url))

describe('import', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('a dropped file with mistakes writes nothing and says which cells are wrong; corrected, it is written', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/imports')
    const header = 'Indicateur;Période;Valeur'
    await dropText(page, 'saisies.csv', [
      header,
      'LOG-STOCK;03/2019;abc',
      'Inconnu;2019-04;12',
      'LOG-STOCK;05/2019;151 000,5',
    ])
    await page.getByText('2 valeurs en erreur.').waitFor()
    await page.getByRole('row').filter({ hasText: 'Ligne 2' }).getByText('Ce n’est pas un nombre.').waitFor()
    await page.getByRole('row').filter({ hasText: 'Ligne 3' }).getByText('Aucun indicateur ne porte').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Importer', exact: true }).isDisabled(), true)
    assert.equal(await page.getByLabel('Séparateur').locator('option:checked').innerText(), 'Reconnu : ;')
    await assertAccessible(page, 'the refused file')

    await dropText(page, 'saisies.csv', [header, 'LOG-STOCK;03/2019;148 200', 'LOG-STOCK;05/2019;151 000,5'])
    await page.getByText('2 valeurs correctes.').waitFor()
    await page.getByRole('button', { name: 'Importer 2 valeurs' }).click()
    await page.waitForURL('**/imports/*')
    await page.getByText('2 valeurs enregistrées.').waitFor()
    assert.deepEqual(complaints, [])
  })

  test('the good rows of a bad file can be written alone, and its errors downloaded', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/imports')
    await dropText(page, 'mixte.csv', ['code;periode;valeur', 'LOG-STOCK;2018-01;140000', 'LOG-STOCK;2018-13;140000'])
    await page.getByText('1 valeur en erreur.').waitFor()
    await page.getByLabel('S’il y a des erreurs').selectOption('Enregistrer les valeurs correctes')
    await page.getByRole('button', { name: 'Vérifier de nouveau' }).click()
    await page.getByRole('button', { name: 'Importer 1 valeur' }).click()
    await page.waitForURL('**/imports/*')
    await page.getByText('1 valeur enregistrée.').waitFor()
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Télécharger les erreurs (CSV)' }).click(),
    ])
    assert.match(await readFile(await saved.path(), 'utf8'), /2018-13/)
    assert.deepEqual(complaints, [])
  })

  test('in a file with one column per month the good cells are saved, and the bad one is told with its column', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/imports')
    const lines = ['Indicateur;2015-01;2015-02;2015-03;2015-04', 'LOG-STOCK;140000;n.c.;1.250;142000']
    await dropText(page, 'mois.csv', lines)
    await page.getByText('2 valeurs en erreur.').waitFor()
    const diff = page.getByRole('region', { name: 'Ce que l’import changerait' })
    const refused = diff.getByRole('row').filter({ hasText: 'Refusée' })
    assert.equal(await refused.count(), 2)
    assert.match(await refused.first().innerText(), /févr. 2015/)
    await page.getByText(/écrivez 1,250 ou 1250 selon/).waitFor()
    await page.getByLabel('S’il y a des erreurs').selectOption('Enregistrer les valeurs correctes')
    await page.getByRole('button', { name: 'Vérifier de nouveau' }).click()
    await page.getByRole('button', { name: 'Importer 2 valeurs' }).click()
    await page.waitForURL('**/imports/*')
    await page.getByText('2 valeurs enregistrées.').waitFor()
    await page.getByRole('row').filter({ hasText: '2015-02' }).getByText('n.c.').waitFor()
    assert.deepEqual(complaints, [])
  })

  test('the example file in the encoding of Excel is understood and written as it is', async () => {
    const { page, complaints } = await site.visit({ width: 320 })
    await signIn(page, demo.admin)
    await page.goto('/imports')
    await page.locator('input[type=file]').setInputFiles(example)
    await page.getByRole('button', { name: /^Importer \d+ valeurs$/ }).waitFor()
    assert.equal(await page.getByLabel('Encodage').locator('option:checked').innerText(), 'Reconnu : windows-1252')
    await assertNoSideScroll(page, 'the preview at 320 px')
    await assertAccessible(page, 'the preview at 320 px')
    await page.getByRole('button', { name: /^Importer \d+ valeurs$/ }).click()
    await page.waitForURL('**/imports/*')
    await page.getByText(/valeurs enregistrées\.$/).waitFor()
    await assertAccessible(page, 'the finished import')
    assert.deepEqual(complaints, [])
  })

  test('a file that is no table is refused with a reason, and the page stays usable', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/imports')
    await page.locator('input[type=file]').setInputFiles({
      name: 'photo.png',
      mimeType: 'image/png',
      buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47]),
    })
    await page.getByText('« photo.png » n’a pas un format accepté').waitFor()
    await dropText(page, 'vide.csv', [''])
    await page.getByRole('alert').first().waitFor()
    await dropText(page, 'bon.csv', ['code;periode;valeur', 'LOG-STOCK;2017-01;140000'])
    await page.getByRole('button', { name: 'Importer 1 valeur' }).waitFor()
  })
})

/** Drops a file on the page as a hand would: by the events of a real drag. */
async function dropText(page: Page, name: string, lines: readonly string[]): Promise<void> {
  const text = `${lines.join('\r\n')}\r\n`
  const transfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}, { type: 'text/csv' }))
    return transfer
  })()`)
  const place = page.locator('.file-drop')
  await place.dispatchEvent('dragover', { dataTransfer: transfer })
  await place.dispatchEvent('drop', { dataTransfer: transfer })
}
