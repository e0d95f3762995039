// What happened in a period is told beside the chart of a KPI: added by button and by keyboard, marked, deleted, taken back.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, assertNoSideScroll, demo, openSite, signIn, type Site } from '../support/browser.ts'

describe('annotations of a KPI', () => {
  let site: Site
  before(async () => {
    site = await openSite({ demo: true })
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
  })

  async function openKpi(page: Page, { dashboard, kpi }: { readonly dashboard: string; readonly kpi: string }) {
    await page.goto('/dashboards')
    await page.getByRole('link', { name: dashboard, exact: true }).click()
    await page.getByRole('heading', { name: dashboard, level: 1 }).waitFor()
    await page.getByRole('link', { name: kpi }).first().click()
    await page.getByRole('heading', { name: kpi, level: 1 }).waitFor()
    await page.locator('.chart-canvas').waitFor()
  }
  const delay = { dashboard: 'Production', kpi: 'Délai moyen de fabrication' }
  const items = (page: Page) => page.locator('.annotations li')

  test('what happened is marked on the chart, listed under it and in its table', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.user)
    await openKpi(page, delay)
    await items(page).nth(1).waitFor()
    const marks = page.locator('.chart-canvas svg text', { hasText: /^[12]$/ })
    await marks.nth(1).waitFor()
    assert.deepEqual((await marks.allTextContents()).toSorted(), ['1', '2'])
    await page.getByRole('button', { name: 'Voir en tableau' }).click()
    await page.getByRole('columnheader', { name: 'Annotations' }).waitFor()
    await page.getByRole('cell', { name: /Nouveau mode de calcul/ }).waitFor()
    await assertAccessible(page, 'the table of an annotated chart')
    assert.deepEqual(complaints, [])
  })

  test('an annotation is added by button, deleted, and taken back', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.user)
    await openKpi(page, delay)
    await items(page).nth(1).waitFor()
    await page.getByRole('button', { name: 'Annoter', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: /Annoter une période/ })
    await dialog.getByRole('button', { name: 'Annoter' }).click()
    await dialog.getByText('Remplissez ce champ').first().waitFor()
    await assertAccessible(page, 'the dialog of an annotation')
    await dialog.getByLabel('Ce qui s’est passé').fill('Grève des transports.')
    await dialog.getByRole('button', { name: 'Annoter' }).click()
    await dialog.waitFor({ state: 'hidden' })
    const added = items(page).filter({ hasText: 'Grève des transports.' })
    await added.waitFor()
    assert.equal(await added.locator('.annotation-mark').textContent(), '3')
    await added.getByRole('button', { name: /Supprimer l’annotation/ }).click()
    await added.waitFor({ state: 'detached' })
    await page.locator('.chart-canvas svg text', { hasText: /^3$/ }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Annuler' }).last().click()
    await added.waitFor()
    assert.deepEqual(complaints, [])
  })

  test('a point reached with the arrows is annotated with Enter', async () => {
    const { page, complaints } = await site.visit()
    await signIn(page, demo.user)
    await openKpi(page, delay)
    await items(page).first().waitFor()
    const chart = page.locator('.chart-canvas')
    await chart.focus()
    await page.keyboard.press('ArrowRight')
    const first = ((await chart.getAttribute('aria-valuetext')) ?? '').split(',')[0] ?? ''
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: /Annoter une période/ })
    await dialog.waitFor()
    assert.equal(await dialog.locator('select option:checked').textContent(), first)
    await dialog.getByLabel('Ce qui s’est passé').fill('Départ de la série.')
    await dialog.getByRole('button', { name: 'Annoter', exact: true }).press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await items(page).filter({ hasText: 'Départ de la série.' }).filter({ hasText: first }).waitFor()
    await page.reload()
    await items(page).filter({ hasText: 'Départ de la série.' }).waitFor()
    assert.deepEqual(complaints, [])
  })

  test('whoever may only read reads them, in a narrow window too', async () => {
    const { page } = await site.visit({ width: 320 })
    await signIn(page, { ...demo.user, email: 'sophie@breval.example' })
    await openKpi(page, delay)
    await items(page).first().waitFor()
    assert.equal(await page.getByRole('button', { name: 'Annoter', exact: true }).count(), 0)
    assert.equal(await page.getByRole('button', { name: /Supprimer l’annotation/ }).count(), 0)
    await assertNoSideScroll(page, 'the annotations of a KPI')
  })
})
