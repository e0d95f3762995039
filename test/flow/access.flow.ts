// For everybody: by keyboard alone, on a phone's width, with axe finding nothing, and light on the wire.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'
import { guestPages, listPages, openPage, someAddresses, type SitePage } from '../support/pages.ts'

const scriptBytesMax = 250_000

describe('access', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  for (const { width, colorScheme } of [
    { width: 1280, colorScheme: 'light' },
    { width: 320, colorScheme: 'dark' },
  ] as const) {
    test(`axe finds nothing on any page at ${width} px (${colorScheme}), and no page scrolls sideways`, async () => {
      const { page, complaints } = await site.visit({ width, colorScheme })
      for (const one of guestPages) await inspect(page, one)
      await signIn(page, demo.admin)
      for (const one of await listPages(page)) await inspect(page, one)
      assert.deepEqual(complaints, [])
    })
  }

  test('a value is entered and the palette opened with the keyboard alone', async () => {
    const { page, complaints } = await site.visit()
    await page.goto('/login')
    await tabTo(page, 'Adresse e-mail')
    await page.keyboard.type(demo.admin.email)
    await page.keyboard.press('Tab')
    await page.keyboard.type(demo.admin.password)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/my-day')
    await page.goto('/dashboards')
    await page.getByRole('row').nth(1).waitFor()

    await page.keyboard.press('n')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })

    await page.keyboard.press('/')
    await page.keyboard.type('zzz')
    await page.getByText('Aucune ligne ne correspond à votre recherche.').waitFor()
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await page.getByRole('row').nth(1).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')

    const { kpi } = await someAddresses(page)
    await page.goto(kpi)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('n')
    await dialog.getByLabel('Valeur').waitFor()
    await dialog.locator('input:focus').waitFor()
    await page.keyboard.type('12,5')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('row').filter({ hasText: '12,5' }).first().waitFor()

    await page.keyboard.press('Control+k')
    await dialog.waitFor()
    await page.keyboard.type('Direction')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/direction')
    assert.deepEqual(complaints, [])
  })

  test('who types fast into the palette gets where the words lead, not where an earlier list did', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await page.getByRole('heading', { level: 1, name: 'Ma journée' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').waitFor()
    // In one task: nothing can be painted between the words and Enter.
    await page.evaluate(`(() => {
      const field = document.querySelector('[role=combobox]')
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, 'Direction')
      field.dispatchEvent(new Event('input', { bubbles: true }))
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    })()`)
    await page.waitForURL('**/direction')
  })

  test('a dialog gives the focus back to where it was when it opened', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/dashboards')
    await page.getByRole('row').nth(1).waitFor()
    const from = page.getByRole('link', { name: 'Logistique' })
    const dialog = page.getByRole('dialog')
    for (const keys of ['Control+k', '?']) {
      await from.focus()
      await page.keyboard.press(keys)
      await dialog.locator(':focus').waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      await page.locator('a:focus', { hasText: 'Logistique' }).waitFor({ timeout: 3_000 })
    }
  })

  test('what has the focus can be seen', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await page.goto('/dashboards')
    await page.getByRole('row').nth(1).waitFor()
    const unseen: string[] = []
    for (let step = 0; step < 25; step += 1) {
      await page.keyboard.press('Tab')
      const found = await page.evaluate<string | null>(`(() => {
        const one = document.activeElement
        if (one === null || one === document.body) return null
        const style = getComputedStyle(one)
        const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
        const bordered = one.matches('input,select,textarea')
        return outlined || bordered ? null : one.outerHTML.slice(0, 120)
      })()`)
      if (found !== null) unseen.push(found)
    }
    assert.deepEqual(unseen, [])
  })

  test('the first page needs at most 250 kB of compressed script', async () => {
    const { page: first, context } = await site.visit()
    await signIn(first, demo.admin)
    const page = await context.newPage()
    const bodies: Promise<Buffer>[] = []
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.endsWith('.js')) bodies.push(response.body())
    })
    await page.goto('/dashboards')
    await page.getByRole('row').nth(1).waitFor()
    const scripts = await Promise.all(bodies)
    const bytes = scripts.reduce((total, script) => total + gzipSync(script).length, 0)
    assert.ok(scripts.length > 0)
    assert.ok(bytes <= scriptBytesMax, `${bytes} bytes in ${scripts.length} scripts`)
  })
})

async function inspect(page: Page, one: SitePage): Promise<void> {
  await openPage(page, one)
  await assertAccessible(page, one.path)
  await assertNoSideScroll(page, one.path)
}

/** Presses Tab until the field of that label has the focus. */
async function tabTo(page: Page, label: string): Promise<void> {
  const field = page.getByLabel(label)
  await field.waitFor()
  const id = await field.getAttribute('id')
  for (let step = 0; step < 20; step += 1) {
    if ((await page.evaluate<string | undefined>('document.activeElement?.id')) === id) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`Tab never reaches “${label}”`)
}
