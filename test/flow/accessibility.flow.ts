// What the RGAA asks and axe cannot see, on every page. Tests are named in French, as the grid names them
// (docs/accessibility/rgaa.json): an auditor finds the check by its name.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'
import { cutBySpacing, probe, walkByTab } from '../support/accessibility-probes.ts'
import { guestPages, listPages, openPage, someAddresses, type SitePage } from '../support/pages.ts'

describe('accessibilité', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  for (const { width, height, colorScheme } of [
    { width: 1280, height: 900, colorScheme: 'light' },
    { width: 320, height: 640, colorScheme: 'dark' },
  ] as const) {
    test(`parcours au clavier de chaque page, et sondes (${width} px, ${colorScheme})`, async () => {
      const { page } = await site.visit({ width, height, colorScheme })
      const found = await onEveryPage(page, async () => {
        const { unseen, unreached, steps } = await walkByTab(page)
        const walk = [...unseen, ...unreached.map((one) => `unreached: ${one}`), ...(steps === 0 ? ['no step'] : [])]
        return [...(await probe(page)), ...walk]
      })
      assert.deepEqual(found, {})
    })
  }

  test('zoom à 200 % et espacements du texte : rien n’est coupé, rien ne défile de côté', async () => {
    // A window of 1280 × 900 at 200 % is one of 640 × 450.
    const { page } = await site.visit({ width: 640, height: 450 })
    const found = await onEveryPage(page, async ({ path }) => {
      await assertNoSideScroll(page, path)
      return cutBySpacing(page)
    })
    assert.deepEqual(found, {})
  })

  test('un tableau n’élargit jamais la page, pas même avant d’être mesuré', async () => {
    const { page } = await site.visit({ width: 360, height: 740 })
    await page.addInitScript('window.ResizeObserver = class { observe() {} unobserve() {} disconnect() {} }')
    await signIn(page, demo.admin)
    await page.goto('/dashboards')
    await page.getByRole('row').nth(1).waitFor()
    await assertNoSideScroll(page, '/dashboards')
  })

  test('portrait et paysage : la page suit, à l’écran et imprimée', async () => {
    const { page } = await site.visit({ width: 360, height: 740 })
    await signIn(page, demo.admin)
    const { dashboard, kpi } = await someAddresses(page)
    for (const path of [dashboard, kpi, '/direction'])
      for (const [width, height] of [
        [360, 740],
        [740, 360],
      ] as const) {
        await page.setViewportSize({ width, height })
        await openPage(page, { path, hasDialog: false })
        assert.ok(await page.getByRole('heading', { level: 1 }).isVisible())
        await assertNoSideScroll(page, `${path} ${width} × ${height}`)
      }
    await page.setViewportSize({ width: 794, height: 1123 })
    await page.emulateMedia({ media: 'print' })
    assert.ok(await page.getByRole('heading', { level: 1 }).isVisible())
    assert.equal(await page.locator('.frame-rail').isVisible(), false)
    await assertNoSideScroll(page, 'printed on A4')
  })

  test('chaque titre de page, et aucun titre en double', async () => {
    const { page } = await site.visit()
    const titles = new Map<string, string>()
    await onEveryPage(page, async ({ path, hasDialog }) => {
      const place = path.split('?')[0] ?? path
      const title = await page.title()
      if (!hasDialog && titles.get(title) !== place) {
        assert.equal(titles.get(title), undefined, `${title}: ${path}`)
        titles.set(title, place)
      }
      return []
    })
    assert.ok(titles.size > 15, `${titles.size}`)
  })

  test('menu et recherche sur chaque page, à la même place', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    const menus = new Set<string>()
    for (const path of ['/dashboards', '/direction', '/actions', '/imports', '/notifications', '/profile']) {
      await openPage(page, { path, hasDialog: false })
      const links = await page
        .getByRole('navigation', { name: 'Navigation principale' })
        .getByRole('link')
        .allInnerTexts()
      menus.add(links.map((one) => one.replaceAll(/[\d\s]+/g, ' ').trim()).join('|'))
      assert.ok(await page.getByRole('button', { name: 'Chercher' }).first().isVisible())
    }
    assert.equal(menus.size, 1, [...menus].join('\n'))
  })

  test('le lien d’évitement est le premier et mène au contenu', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await openPage(page, { path: '/direction', hasDialog: false })
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate<string>('document.activeElement.textContent.trim()'), 'Aller au contenu')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate<string>('document.activeElement.id'), 'main')
  })

  test('une fenêtre se ferme par Échap et rend le focus', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    const { dashboard, kpi } = await someAddresses(page)
    for (const path of ['/dashboards', dashboard, kpi]) {
      await openPage(page, { path, hasDialog: false })
      const opener = page.locator('main [data-create]')
      await opener.focus()
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await page.locator('[role=dialog] :focus').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.locator('main [data-create]:focus').waitFor()
    }
  })

  test('erreurs reliées aux champs : dites, décrites, et la première a le focus', async () => {
    const { page } = await site.visit()
    await page.goto('/signup')
    await page.getByRole('button', { name: 'Ouvrir l’organisation' }).click()
    const first = page.getByLabel('Nom de votre organisation')
    await page.locator('input[aria-invalid=true]:focus').waitFor()
    assert.equal(await first.getAttribute('aria-invalid'), 'true')
    await page.getByLabel('Nom de votre organisation').fill('Mairie')
    await page.getByLabel('Nom complet').fill('Ana')
    await page.getByLabel('Mot de passe', { exact: true }).fill('passerelle-verte-42')
    await page.getByLabel('Adresse e-mail').fill('ana@mairie')
    await page.getByRole('button', { name: 'Ouvrir l’organisation' }).click()
    await page.locator('input[type=email][aria-invalid=true]').waitFor()
    const described = await page.evaluate<string>(`document.querySelector('input[type=email]')
      .getAttribute('aria-describedby').trim().split(/\\s+/).map((id) => document.getElementById(id).textContent).join(' ')`)
    assert.match(described, /nom@commune\.fr/)
    assert.match(described, /pas valable/)
  })

  test('messages annoncés : un enregistrement et une recherche se disent sans déplacer le focus', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await openPage(page, { path: '/profile', hasDialog: false })
    await page.getByRole('region', { name: 'Vous' }).getByRole('button', { name: 'Enregistrer' }).click()
    await page.locator('[role=status][aria-live=polite]').filter({ hasText: 'Votre compte est à jour.' }).waitFor()
    await openPage(page, { path: '/dashboards', hasDialog: false })
    await page.locator('input[data-list-search]').fill('Production')
    await page.locator('[role=status].table-count').filter({ hasText: 'sur' }).waitFor()
    assert.ok(await page.evaluate<boolean>(`document.activeElement.matches('input[data-list-search]')`))
  })

  test('les raccourcis à une touche se désactivent, et le choix reste', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    await openPage(page, { path: '/dashboards', hasDialog: false })
    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Raccourcis clavier' })
    await dialog.getByLabel('Raccourcis à une seule touche').uncheck()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await openPage(page, { path: '/dashboards', hasDialog: false })
    for (const key of ['n', '?', '/', 'j']) await page.keyboard.press(key)
    assert.equal(await page.getByRole('dialog').count(), 0)
    assert.equal(await page.evaluate<boolean>('document.activeElement === document.body'), true)
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
  })

  test('la langue de la page suit le choix, et chaque langue est marquée', async () => {
    const { page } = await site.visit()
    await page.goto('/login')
    const english = page.getByRole('button', { name: 'English' })
    assert.equal(await english.getAttribute('lang'), 'en')
    await english.click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    assert.equal(await page.evaluate<string>('document.documentElement.lang'), 'en')
    await page.goto('/accessibilite')
    await page.getByRole('heading', { name: 'Accessibility', level: 1 }).waitFor()
    assert.ok((await page.locator('[lang=fr]').count()) > 3)
  })

  test('en anglais aussi, une page qui ne change pas n’est pas dessinée sans fin', async () => {
    const { page } = await site.visit()
    await page.addInitScript(`
      window.formatsMade = 0
      const Real = Intl.RelativeTimeFormat
      Intl.RelativeTimeFormat = function (...given) {
        window.formatsMade += 1
        return new Real(...given)
      }
      localStorage.setItem('socle.language', 'en')`)
    await page.goto('/login')
    await page.getByLabel('E-mail address').fill(demo.admin.email)
    await page.getByLabel('Password', { exact: true }).fill(demo.admin.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'My day' }).waitFor()
    // Each reading of a language makes its formats: the first one, the account's, the time zone's.
    await page.waitForTimeout(1_000)
    const made = await page.evaluate<number>('window.formatsMade')
    assert.ok(made > 0 && made < 20, `${made} formats`)
  })

  test('sans les phrases de la langue choisie, la page s’ouvre en français et dit ce qui manque', async () => {
    const { page } = await site.visit()
    await page.goto('/login')
    await page.evaluate(`localStorage.setItem('socle.language', 'en')`)
    await page.route(/\/assets\/(en|messages-en)-[^/]*\.js$/, (route) => route.abort())
    await signIn(page, demo.admin)
    await page.locator('.toast').getByText('La page a rencontré un défaut.').waitFor()
    assert.equal(await page.locator('.toast').count(), 1)
    assert.equal(await page.evaluate<string>('document.documentElement.lang'), 'fr')
    await page.unroute(/\/assets\/(en|messages-en)-[^/]*\.js$/)
    await page.reload()
    await page.getByRole('link', { name: 'My day' }).waitFor()
  })

  test('chaque graphique a son tableau jumeau, et l’étiquette d’un graphique se ferme par Échap', async () => {
    const { page } = await site.visit()
    await signIn(page, demo.admin)
    const { kpi } = await someAddresses(page)
    await openPage(page, { path: kpi, hasDialog: false })
    const chart = page.getByRole('figure').first()
    await chart.locator('svg path').first().waitFor()
    const points = chart.getByRole('slider')
    await points.focus()
    await page.keyboard.press('ArrowRight')
    const said = await points.getAttribute('aria-valuetext')
    const label = chart.locator('.chart-canvas div[style*="z-index"]')
    await label.filter({ visible: true }).waitFor()
    await page.keyboard.press('Escape')
    await label.filter({ visible: true }).waitFor({ state: 'hidden' })
    await chart.getByRole('button', { name: 'tableau' }).click()
    const header = await chart.getByRole('rowheader').first().innerText()
    assert.ok(said?.startsWith(header), `${said} / ${header}`)
  })

  test('la déclaration est ouverte à tous, dit l’état de l’audit et à qui écrire', async () => {
    const { page } = await site.visit()
    await page.goto('/login')
    await page.getByRole('link', { name: 'Accessibilité : partiellement conforme' }).click()
    await page.waitForURL('**/accessibilite')
    await page.getByText('Socle est partiellement conforme au RGAA 4.1.2.').waitFor()
    await page.getByText('SOCLE_ACCESSIBILITY_CONTACT').waitFor()
    await page.getByText('Les 106 critères').click()
    assert.equal(await page.locator('.accessibility-grid li').count(), 106)
    await signIn(page, demo.admin)
    await page.getByRole('button', { name: /^Votre compte/ }).click()
    await page.getByRole('menuitem', { name: 'Accessibilité : partiellement conforme' }).click()
    await page.waitForURL('**/accessibilite')
  })
})

/** Looks at every page; answers what was found, by page. */
async function onEveryPage(
  page: Page,
  look: (one: SitePage) => Promise<readonly string[]>,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, readonly string[]> = {}
  const visit = async (one: SitePage): Promise<void> => {
    await openPage(page, one)
    const offenders = await look(one)
    if (offenders.length > 0) found[one.path] = offenders
  }
  for (const one of guestPages) await visit(one)
  await signIn(page, demo.admin)
  for (const one of await listPages(page)) await visit(one)
  return found
}
