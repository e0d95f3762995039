import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli, withSocle } from './cli.ts'
import type { CliContext, CliServices, Command } from './cli.ts'
import { Problem } from './problem.ts'

class FolderBusy extends Error {
  override readonly name = 'FolderBusy'
}

const failing = (error: Error): Command => ({
  name: 'fail',
  summary: 'Échoue.',
  args: {},
  run: async () => {
    throw error
  },
})

const greet: Command = {
  name: 'greet',
  summary: 'Salue quelqu’un.',
  args: { name: { type: 'string' }, loud: { type: 'boolean' } },
  help: { name: 'qui saluer' },
  run: ({ options }) =>
    Promise.resolve({
      ok: options['name'] !== 'personne',
      text: `Bonjour ${String(options['name'])}`,
      data: { name: options['name'], big: 7n },
    }),
}
const greetAll: Command = {
  ...greet,
  name: 'greet all',
  args: {},
  run: () => Promise.resolve({ ok: true, text: 'Bonjour à tous', data: {} }),
}

async function run(words: string, commands: readonly Command[] = [greet, greetAll]) {
  const out: string[] = []
  const err: string[] = []
  const context: CliContext = { env: {}, open: () => Promise.reject(new Error('not needed')) }
  const argv = words.split(' ').filter((word) => word !== '')
  const code = await runCli(commands, argv, context, { out: (text) => out.push(text), err: (text) => err.push(text) })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

test('the longest name wins and options are read', async () => {
  assert.deepEqual(await run('greet --name Claire'), { code: 0, out: 'Bonjour Claire', err: '' })
  assert.deepEqual(await run('greet all'), { code: 0, out: 'Bonjour à tous', err: '' })
})

test('--json anywhere answers data, with integers as integers', async () => {
  for (const words of ['greet --name Claire --json', '--json greet --name Claire', 'greet --json --name Claire']) {
    const { code, out } = await run(words)
    assert.deepEqual([code, JSON.parse(out)], [0, { name: 'Claire', big: 7 }], words)
  }
})

test('a bad verdict is 1 and still answers on stdout', async () => {
  assert.deepEqual(await run('greet --name personne'), { code: 1, out: 'Bonjour personne', err: '' })
})

test('help lists the commands, and each command its options', async () => {
  for (const words of ['', 'help', '--help']) {
    const { code, out } = await run(words)
    assert.equal(code, 0)
    assert.match(out, /socle greet all {2}Salue/)
  }
  assert.match((await run('greet --help')).out, /--name VALEUR +qui saluer/)
})

test('unknown commands and options are refused with help on stderr', async () => {
  const unknown = await run('dance')
  assert.deepEqual([unknown.code, unknown.out], [1, ''])
  assert.match(unknown.err, /Commande inconnue : dance/)
  for (const words of ['greet --nom Claire', 'greet Claire', 'greet --name']) {
    const refused = await run(words)
    assert.deepEqual([refused.code, refused.out], [1, ''], words)
    assert.match(refused.err, /--name VALEUR/)
  }
})

test('an expected failure is 1 and says why, as problem+json with --json', async () => {
  const commands = [failing(new Problem(409, 'LAST_ADMIN', 'Refusé.', { detail: 'Parce que.' }))]
  assert.deepEqual(await run('fail', commands), { code: 1, out: '', err: 'Refusé.\nParce que.' })
  const { code, err } = await run('fail --json', commands)
  assert.deepEqual([code, JSON.parse(err).code, JSON.parse(err).status], [1, 'LAST_ADMIN', 409])
  assert.deepEqual(await run('fail', [failing(new FolderBusy('Le dossier est pris.'))]), {
    code: 1,
    out: '',
    err: 'Le dossier est pris.',
  })
})

test('a bug is 2 and shows its trace', async () => {
  const { code, err } = await run('fail', [failing(new TypeError('oops'))])
  assert.equal(code, 2)
  assert.match(err, /TypeError: oops\n\s+at /)
})

test('an opened Socle is closed, whatever happens', async () => {
  let closed = 0
  const socle = { close: () => Promise.resolve(void (closed += 1)) } as unknown as CliServices
  const context: CliContext = { env: {}, open: () => Promise.resolve(socle) }
  assert.equal(await withSocle(context, () => Promise.resolve(7)), 7)
  await assert.rejects(
    withSocle(context, () => Promise.reject(new Error('no'))),
    /no/,
  )
  assert.equal(closed, 2)
})
