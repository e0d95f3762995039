// The same identity on the embedded database: its driver differs, its answers must not.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createSocleApp, openSocle } from '../../socle.ts'
import { runCli } from '../cli.ts'
import { kernelCommands } from '../commands.ts'
import { toConfig } from '../config.ts'
import { createLog } from '../log.ts'

const email = 'claire@breval.example'
const password = 'passerelle-verte-42'

async function openEmbedded(dataDir: string) {
  const parsed = toConfig({ SOCLE_DATA_DIR: dataDir, SOCLE_DATABASE: 'embedded', SOCLE_DEMO: 'no' })
  if (!parsed.ok) throw new Error(parsed.mistakes.join('\n'))
  const socle = await openSocle(parsed.config, [], createLog('silent'))
  return { socle, app: await createSocleApp(socle.services, [], { ready: true }) }
}

test('sign-up, login, brake, rotation, teams and audit work on the embedded database', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'socle-embedded-'))
  const { socle, app } = await openEmbedded(dataDir)
  try {
    const post = (path: string, payload: object, token?: string) =>
      app.inject({
        method: 'POST',
        url: `/api/v1${path}`,
        payload,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      })
    const get = async (path: string, token: string) =>
      (await app.inject({ url: `/api/v1${path}`, headers: { authorization: `Bearer ${token}` } })).json()
    const signedUp = await post('/auth/signup', {
      email,
      password,
      full_name: 'Claire',
      organization_name: 'Menuiserie',
    })
    assert.equal(signedUp.statusCode, 201, signedUp.body)
    const statuses: number[] = []
    for (let index = 0; index < 8; index += 1)
      statuses.push((await post('/auth/login', { email: 'x@example.org', password: 'faux' })).statusCode)
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 401, 429, 429])
    const login = await post('/auth/login', { email, password })
    assert.equal(login.statusCode, 200, login.body)
    const { refresh_token } = login.json<{ refresh_token: string }>()
    const refreshed = await post('/auth/refresh', { refresh_token })
    assert.equal(refreshed.statusCode, 200, refreshed.body)
    const { access_token } = refreshed.json<{ access_token: string }>()
    const team = await post('/teams', { name: 'Atelier' }, access_token)
    assert.equal(team.statusCode, 201, team.body)
    assert.deepEqual((await get('/teams', access_token)).items, [team.json()])
    assert.equal((await get('/notifications', access_token)).unread_count, 0)
    const actions = (await get('/audit', access_token)).items.map(({ action }: { action: string }) => action)
    assert.deepEqual(actions, [
      'team.created',
      'auth.logged_in',
      'auth.logged_in',
      'user.created',
      'organization.created',
    ])
    const verdict = await get('/audit/verify', access_token)
    assert.deepEqual([verdict.ok, verdict.entries], [true, 5])

    const told: string[] = []
    const open = () => Promise.resolve({ services: socle.services, ownerUrl: null, close: () => Promise.resolve() })
    const output = { out: (text: string) => void told.push(text), err: (text: string) => void told.push(text) }
    assert.equal(await runCli(kernelCommands, ['keys', 'rotate'], { env: {}, open }, output), 0, told.join('\n'))
    assert.equal(await runCli(kernelCommands, ['audit', 'verify'], { env: {}, open }, output), 0, told.join('\n'))
    assert.equal((await get('/auth/me', access_token)).user.email, email)
  } finally {
    await app.close()
    await socle.close()
    await rm(dataDir, { recursive: true, force: true })
  }
})
