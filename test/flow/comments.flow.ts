// Files on comments: chosen, pasted and dropped; seen at once by others; downloaded, enlarged, taken away.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'

const kpiName = 'Délai moyen de fabrication'

async function openKpi(page: Page): Promise<void> {
  await page.goto('/dashboards')
  await page.getByRole('link', { name: 'Production', exact: true }).first().click()
  await page.getByRole('heading', { level: 1, name: 'Production' }).waitFor()
  await page.getByRole('link', { name: kpiName }).first().click()
  await page.getByRole('heading', { level: 1, name: kpiName }).waitFor()
}

/** Hands a file to the form as the clipboard or the mouse does. */
async function hand(page: Page, how: 'paste' | 'drop', file: { name: string; type: string }): Promise<void> {
  await page.evaluate(`(() => {
    const { name, type } = ${JSON.stringify(file)}
    const data = new DataTransfer()
    data.items.add(new File(['Voici quelques mots.'], name, { type }))
    const options = { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data }
    const event = ${how === 'paste' ? "new ClipboardEvent('paste', options)" : "new DragEvent('drop', options)"}
    document.querySelector('.comment-form textarea').dispatchEvent(event)
  })()`)
}

describe('files on comments', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  test('leave with the words, by button, clipboard and mouse, and reach the others at once', async () => {
    const claire = await site.visit()
    const karim = await site.visit()
    await signIn(claire.page, demo.admin)
    await signIn(karim.page, demo.user)
    await openKpi(claire.page)
    await openKpi(karim.page)
    const { page } = karim
    await page.getByLabel('Votre commentaire').fill('Trois pièces au dossier.')
    const input = page.locator('.comment-form input[type=file]')
    await input.setInputFiles([
      { name: 'mesures.csv', mimeType: 'text/csv', buffer: Buffer.from('jour;écart\n1;0,4\n') },
      { name: 'programme.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') },
    ])
    await page.getByRole('alert').getByText('« programme.exe » n’a pas un format accepté').waitFor()
    const png = await readFile(new URL('../../docs/images/direction.png', import.meta.url))
    await hand(page, 'drop', { name: 'note.txt', type: 'text/plain' })
    await page.getByRole('button', { name: 'Ne pas joindre note.txt' }).waitFor()
    await hand(page, 'paste', { name: 'image.png', type: 'image/png' })
    await page.getByRole('button', { name: 'Ne pas joindre Image collée 3.png' }).waitFor()
    await input.setInputFiles({ name: 'vue.png', mimeType: 'image/png', buffer: png })
    await page.getByRole('button', { name: 'Ne pas joindre vue.png' }).waitFor()
    await assertAccessible(page, 'a comment with files to send', '.kpi-comments')
    await page.getByRole('button', { name: 'Publier' }).click()
    await page.getByText('Le commentaire est publié, sans « Image collée 3.png » :').waitFor()
    await page.getByText('Le contenu du fichier n’est pas celui que son extension annonce.').first().waitFor()

    const seen = claire.page.locator('.kpi-comment').filter({ hasText: 'Trois pièces au dossier.' })
    for (const name of ['mesures.csv', 'note.txt', 'vue.png'])
      await seen.getByRole('button', { name: `Télécharger ${name}` }).waitFor()
    assert.equal(await seen.getByRole('button', { name: 'Ajouter un fichier à ce commentaire' }).count(), 0)
    const [saved] = await Promise.all([
      claire.page.waitForEvent('download'),
      seen.getByRole('button', { name: 'Télécharger mesures.csv' }).click(),
    ])
    assert.equal(await readFile(await saved.path(), 'utf8'), 'jour;écart\n1;0,4\n')
    const enlarge = seen.getByRole('button', { name: 'Agrandir vue.png' })
    await enlarge.locator('img').waitFor()
    await enlarge.click()
    const dialog = claire.page.getByRole('dialog', { name: 'vue.png' })
    await dialog.getByRole('img', { name: 'vue.png' }).waitFor()
    const width = await claire.page.evaluate<number>(`(async () => {
      const picture = document.querySelector('.comment-picture-whole')
      await picture.decode()
      return picture.naturalWidth
    })()`)
    assert.ok(width > 500, `the picture is drawn: ${width}`)
    await assertAccessible(claire.page, 'a picture of a comment', '[role=dialog]')
  })

  test('what is added while others are sent waits for the next comment, and dropped words are words', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.user)
    await openKpi(page)
    const sending = Promise.withResolvers<undefined>()
    await page.route('**/attachments', async (route) => {
      await sending.promise
      await route.continue()
    })
    await page.getByLabel('Votre commentaire').fill('Une première pièce.')
    await hand(page, 'drop', { name: 'une.txt', type: 'text/plain' })
    await page.getByRole('button', { name: 'Publier' }).click()
    await page.getByRole('progressbar').waitFor()
    await hand(page, 'drop', { name: 'deux.txt', type: 'text/plain' })
    await page.getByRole('button', { name: 'Ne pas joindre deux.txt' }).waitFor()
    await hand(page, 'drop', { name: 'outil.exe', type: 'application/octet-stream' })
    const refusal = page.locator('.comment-file-mistakes').getByText('outil.exe')
    await refusal.waitFor()
    sending.resolve(undefined)
    const first = page.locator('.kpi-comment').filter({ hasText: 'Une première pièce.' })
    await first.getByRole('button', { name: 'Télécharger une.txt' }).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Ne pas joindre une.txt' }).count(), 0)
    await page.getByRole('button', { name: 'Ne pas joindre deux.txt' }).waitFor()
    assert.ok(await refusal.isVisible(), 'why a file was not taken')
    const isRefused = await page.evaluate<boolean>(`(() => {
      const data = new DataTransfer()
      data.setData('text/plain', 'des mots')
      const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data })
      return !document.querySelector('.comment-form textarea').dispatchEvent(event)
    })()`)
    assert.equal(isRefused, false)
  })

  test('are added to one’s own words later, and taken away, with ten seconds to think again, on a narrow screen', async () => {
    const { page } = await site.visit({ width: 320 })
    await signIn(page, demo.user)
    await openKpi(page)
    const own = page.locator('.kpi-comment').filter({ hasText: 'Le devis de maintenance est signé.' })
    await own.getByRole('button', { name: 'Télécharger devis-maintenance.csv' }).waitFor()
    await own
      .locator('input[type=file]')
      .setInputFiles({ name: 'avenant.txt', mimeType: 'text/plain', buffer: Buffer.from('Avenant') })
    await own.getByRole('button', { name: 'Télécharger avenant.txt' }).waitFor()
    await own.getByRole('button', { name: 'Supprimer avenant.txt' }).click()
    await own.getByRole('button', { name: 'Télécharger avenant.txt' }).waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Annuler' }).click()
    await own.getByRole('button', { name: 'Télécharger avenant.txt' }).waitFor()
    await assertNoSideScroll(page, 'comments with files')
  })
})
