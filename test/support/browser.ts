// A whole Socle as people meet it: the server in a process of its own on a throw-away database, and Chromium in front of it.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { createTestDatabase } from './cluster.ts'

export interface Site extends AsyncDisposable {
  readonly url: string
  /** A new browser profile: nobody is signed in. */
  readonly visit: (options?: VisitOptions) => Promise<Visit>
}

export interface VisitOptions {
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'light' | 'dark'
}

export interface Visit {
  readonly context: BrowserContext
  readonly page: Page
  /** What the page complained about so far: exceptions, console errors, failed scripts. */
  readonly complaints: readonly string[]
}

export interface SiteOptions {
  /** Fill the demo world, so that there is something to see. */
  readonly demo?: boolean
  /** Further variables of the server. */
  readonly env?: Readonly<Record<string, string>>
}

const startTimeoutMs = 120_000
const stopTimeoutMs = 15_000
const logLinesKept = 40
const password = 'passerelle-verte-42'
const browserPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const root = fileURLToPath(new URL('../..', import.meta.url))

/** People of the demo world. */
export const demo = {
  admin: { email: 'claire@breval.example', password },
  user: { email: 'karim@breval.example', password },
} as const

/** Starts everything; dispose of it with `await using` or in `after`. */
export async function openSite({ demo: isDemo = false, env = {} }: SiteOptions = {}): Promise<Site> {
  const database = await createTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'socle-flow-'))
  const server = await startServer({
    DATABASE_URL: database.ownerUrl,
    SOCLE_DATA_DIR: dataDir,
    SOCLE_DEMO: isDemo ? 'yes' : 'no',
    ...env,
  })
  const browser = await chromium.launch({
    executablePath: browserPath(),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  })
  return {
    url: server.url,
    visit: (options) => visit(browser, server.url, options),
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      await stop(server.child)
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Signs in through the login page and waits for the first page. */
export async function signIn(page: Page, person: { readonly email: string; readonly password: string }): Promise<void> {
  await page.goto('/login')
  await page.getByLabel('Adresse e-mail').fill(person.email)
  await page.getByLabel('Mot de passe', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Se connecter' }).click()
  await page.waitForURL('**/my-day')
}

/** Opens a new organisation through the sign-up page; its first person is signed in afterwards. */
export async function signUp(page: Page, name: string): Promise<{ readonly email: string; readonly password: string }> {
  const email = `${name.toLowerCase().replace(/\W+/g, '.')}@atelier.example`
  await page.goto('/signup')
  await page.getByLabel('Nom de votre organisation').fill(`Atelier ${name}`)
  await page.getByLabel('Nom complet').fill(name)
  await page.getByLabel('Adresse e-mail').fill(email)
  await page.getByLabel('Mot de passe', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Ouvrir l’organisation' }).click()
  await page.waitForURL('**/my-day')
  return { email, password }
}

let axeSource: Promise<string> | undefined
const restMs = 500

/** Runs axe on the page as it stands, or on what `within` selects; fails naming rules and elements. */
export async function assertAccessible(page: Page, place: string, within?: string): Promise<void> {
  let found = await violations(page, within)
  // What a page shows while it moves (a dialog that opens, a file that has just been sent) is gone at the second look.
  if (found.length > 0) {
    await page.waitForTimeout(restMs)
    found = await violations(page, within)
  }
  assert.deepEqual(found, [], `axe on ${place}`)
}

async function violations(page: Page, within: string | undefined): Promise<readonly string[]> {
  axeSource ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  // Evaluated by the debugger: the pages' own policy allows no inline script, and stays as it is.
  await page.evaluate(await axeSource)
  return page.evaluate<
    readonly string[]
  >(`axe.run(${within === undefined ? 'document' : JSON.stringify(within)}, { rules: { 'target-size': { enabled: true } } }).then(({ violations }) =>
    violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.target.join(' ')).join(' | ')))`)
}

/** Fails when the page is wider than its window. */
export async function assertNoSideScroll(page: Page, place: string): Promise<void> {
  const excess = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  assert.ok(excess <= 0, `${place} is ${excess} px too wide`)
}

async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> {
  const { width = 1280, height = 900, colorScheme = 'light' } = options
  const context = await browser.newContext({
    baseURL: url,
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // A refusal by the server (401, 404, 422…) is an answer, not a defect of the page.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      complaints.push(`${message.text()} (${message.location().url})`)
  })
  return { context, page, complaints }
}

interface Server {
  readonly url: string
  readonly child: ChildProcess
}

async function startServer(env: Readonly<Record<string, string>>): Promise<Server> {
  const child = spawn(process.execPath, ['src/server.ts'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      PORT: '0',
      SOCLE_SECRET: 'a-secret-that-only-tests-use-0123456789',
      SOCLE_RATE_LIMIT_PER_MINUTE: '0',
      SOCLE_LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const keep = (line: string): void => {
    lines.push(line)
    if (lines.length > logLinesKept) lines.shift()
  }
  createInterface({ input: child.stderr }).on('line', keep)
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`The server ${why}.\n${lines.join('\n')}`))
    const timer = setTimeout(() => fail(`was not ready after ${startTimeoutMs} ms`), startTimeoutMs)
    child.once('exit', (code) => fail(`ended with ${code} before it was ready`))
    createInterface({ input: child.stdout }).on('line', (line) => {
      keep(line)
      const address = /^Socle prêt : (\S+)$/.exec(line)?.[1]
      if (address === undefined) return
      clearTimeout(timer)
      resolve(address)
    })
  })
  return { url, child }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
  await gone
  clearTimeout(timer)
}

function browserPath(): string {
  const found = browserPlaces.find((place) => existsSync(place))
  if (found === undefined) throw new Error('Chromium is missing: sh bin/install-servers.sh installs it on Debian.')
  return found
}
