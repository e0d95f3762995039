// Every page of the interface, as both tests of access walk through them. A new page adds its line here.
import type { Page } from 'playwright-core'

export interface SitePage {
  readonly path: string
  /** A dialog stands open on it. */
  readonly hasDialog: boolean
}

/** Pages of those who are not signed in. */
export const guestPages: readonly SitePage[] = [
  '/login',
  '/signup',
  '/forgotten-password',
  '/reset-password',
  '/invitation',
  '/accessibilite',
].map(asPage)

/** Pages of an administrator of the demo world; signed in already. */
export async function listPages(page: Page): Promise<readonly SitePage[]> {
  const { dashboard, kpi } = await someAddresses(page)
  return [
    '/my-day',
    '/dashboards',
    '/dashboards?new=1',
    '/dashboards?act=group',
    `${dashboard}?edit=copy`,
    `${dashboard}?edit=move`,
    '/templates',
    '/templates/mairie',
    dashboard,
    `${dashboard}?new=1`,
    `${dashboard}/bowling`,
    `${dashboard}/sqcdp`,
    `${dashboard}/meetings`,
    `${dashboard}/grid`,
    `${dashboard}?edit=delete`,
    `${dashboard}?edit=recompute`,
    kpi,
    `${kpi}?new=1`,
    `${kpi}?edit=thresholds`,
    `${kpi}?edit=annotation`,
    '/direction',
    '/actions?whose=all',
    '/actions?whose=all&view=board',
    '/imports',
    '/imports/sources',
    '/imports/sources?new=1',
    '/screens',
    '/screens?new=1',
    '/notifications',
    '/punctuality',
    '/profile',
    '/admin/organization',
    '/admin/users',
    '/admin/teams',
    '/admin/audit',
    '/nulle-part',
  ].map(asPage)
}

/** Opens a page and waits until nothing is loading any more and its dialog stands. */
export async function openPage(page: Page, { path, hasDialog }: SitePage): Promise<void> {
  await page.goto(path, { waitUntil: 'domcontentloaded' })
  await page.locator('h1').first().waitFor({ state: 'attached' })
  await page
    .locator('.mantine-Skeleton-root, [role=status][aria-label=Chargement]')
    .first()
    .waitFor({ state: 'detached' })
  if (hasDialog) await page.getByRole('dialog').waitFor()
}

/** A dashboard with KPIs and one of its KPIs. */
export async function someAddresses(page: Page): Promise<{ readonly dashboard: string; readonly kpi: string }> {
  await page.goto('/dashboards')
  await page
    .getByRole('row')
    .filter({ has: page.locator('.status-share') })
    .first()
    .getByRole('link')
    .click()
  await page.waitForURL('**/dashboards/*')
  const dashboard = new URL(page.url()).pathname
  await page.locator('a[href^="/kpis/"]').first().click()
  await page.waitForURL('**/kpis/*')
  return { dashboard, kpi: new URL(page.url()).pathname }
}

function asPage(path: string): SitePage {
  return { path, hasDialog: /[?&](new|edit|act)=/.test(path) }
}
