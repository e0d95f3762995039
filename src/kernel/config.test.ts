import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { formatMistakes, printableConfig, toConfig, variables, variableTable } from './config.ts'
import type { Config } from './config.ts'

const secret = 'correct horse battery staple 1234'

function configOf(env: Readonly<Record<string, string>>): Config {
  const parsed = toConfig(env)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.config
}

function mistakesOf(env: Readonly<Record<string, string>>): readonly string[] {
  const parsed = toConfig(env)
  assert.ok(!parsed.ok, 'this environment was accepted')
  return parsed.mistakes
}

test('without any variable, everything has its default', () => {
  const config = configOf({})
  assert.equal(config.port, 8080)
  assert.equal(config.host, '127.0.0.1')
  assert.match(config.data_dir, /^\/.*\/var$/)
  assert.equal(config.database_url, null)
  assert.equal(config.rate_limit_per_minute, 600)
  assert.equal(config.demo, 'auto')
})

test('an empty variable counts as absent', () => {
  const blank = Object.fromEntries(variables.map(({ name }, index) => [name, ' '.repeat(index % 3)]))
  assert.deepEqual(configOf(blank), configOf({}))
})

test('all mistakes are reported at once', () => {
  const mistakes = mistakesOf({
    PORT: '80a',
    HOST: 'http://x',
    SOCLE_SECRET: 'short',
    SOCLE_DEMO: 'maybe',
    DATABASE_URL: 'mysql://x',
    SOCLE_POOL_SIZE: '51',
    SOCLE_DATADIR: '/x',
  })
  assert.deepEqual(
    mistakes.map((mistake) => mistake.split(/[ =]/)[0]),
    ['SOCLE_DATADIR', 'PORT', 'HOST', 'DATABASE_URL', 'SOCLE_POOL_SIZE', 'SOCLE_DEMO', 'SOCLE_SECRET'],
  )
  assert.match(formatMistakes(mistakes), /^7 erreurs de configuration :\n- SOCLE_DATADIR/)
})

test('a misspelt variable is refused with the right name, the tests’ own are not', () => {
  assert.deepEqual(mistakesOf({ SOCLE_DATADIR: '/x' }), [
    'SOCLE_DATADIR : cette variable n’existe pas. Vouliez-vous dire SOCLE_DATA_DIR ?',
  ])
  assert.deepEqual(mistakesOf({ SOCLE_COLOUR: 'red' }), ['SOCLE_COLOUR : cette variable n’existe pas.'])
  configOf({ SOCLE_TEST_CLUSTER: 'postgresql://x', PATH: '/bin', UNRELATED: '1' })
})

test('numbers are whole and within their bounds', () => {
  for (const PORT of ['0', '1', '65535']) assert.equal(configOf({ PORT }).port, Number(PORT))
  for (const PORT of ['-1', '65536', '8080.5', '1e3', '0x50', '８０', '99999999999']) {
    assert.equal(mistakesOf({ PORT }).length, 1, PORT)
  }
})

test('the secret needs 32 bytes, not 32 characters', () => {
  assert.equal(configOf({ SOCLE_SECRET: 'é'.repeat(16) }).secret, 'é'.repeat(16))
  assert.match(mistakesOf({ SOCLE_SECRET: 'e'.repeat(31) })[0] ?? '', /32 octets/)
})

test('no limit is refused in production with a warning, and the default holds', () => {
  const parsed = toConfig({ NODE_ENV: 'production', SOCLE_RATE_LIMIT_PER_MINUTE: '0' })
  assert.ok(parsed.ok)
  assert.equal(parsed.config.rate_limit_per_minute, 600)
  assert.equal(parsed.warnings.length, 1)
  const elsewhere = toConfig({ SOCLE_RATE_LIMIT_PER_MINUTE: '0' })
  assert.ok(elsewhere.ok)
  assert.equal(elsewhere.config.rate_limit_per_minute, 0)
  assert.deepEqual(elsewhere.warnings, [])
})

test('variables that contradict each other are refused', () => {
  assert.match(mistakesOf({ SOCLE_APP_DATABASE_URL: 'postgres://a@b/c' })[0] ?? '', /DATABASE_URL/)
  assert.match(mistakesOf({ DATABASE_URL: 'postgres://a@b/c', SOCLE_DATABASE: 'embedded' })[0] ?? '', /SOCLE_DATABASE/)
})

test('proxies are addresses, networks or their names', () => {
  for (const proxies of ['127.0.0.1', '10.0.0.0/8, fd00::/8', 'loopback,192.168.1.4']) {
    assert.equal(configOf({ SOCLE_TRUST_PROXY: proxies }).trust_proxy, proxies)
  }
  for (const proxies of ['true', '*', '10.0.0.0/33', 'example.org', '1.2.3.4,', '1.2.3.4/8/8']) {
    assert.equal(mistakesOf({ SOCLE_TRUST_PROXY: proxies }).length, 1, proxies)
  }
})

test('addresses of databases may use a socket, and name no password when they are refused', () => {
  for (const url of [
    'postgres://u@/base',
    'postgresql:///base?host=/run/postgresql',
    'postgresql://u:p%23@[::1]:5432/b',
  ]) {
    assert.equal(configOf({ DATABASE_URL: url }).database_url, url)
  }
  assert.doesNotMatch(mistakesOf({ DATABASE_URL: 'postgres://u:pa#ss@h/b' }).join(), /pa#ss/)
})

test('the printed configuration never holds a secret, and the rest is readable', () => {
  const password = 'tr0ub4dor'
  const config = configOf({
    DATABASE_URL: `postgresql://owner:${password}@db.example.org/socle`,
    SOCLE_APP_DATABASE_URL: `postgresql://db.example.org/socle?user=a&password=${password}`,
    SMTP_URL: `smtp://user:${password}@mail.example.org`,
    SOCLE_SECRET: secret,
  })
  const text = JSON.stringify(printableConfig(config))
  assert.doesNotMatch(text, new RegExp(`${password}|${secret}`))
  assert.match(text, /owner:\*\*\*@db\.example\.org/)
  assert.match(text, /mail\.example\.org/)
})

test('no mistake ever repeats a secret', () => {
  const secrets = variables.filter((variable) => 'isSecret' in variable).map(({ name }) => name)
  fc.assert(
    fc.property(fc.constantFrom(...secrets), fc.stringMatching(/^[a-z]{12,20}$/), (name, value) => {
      assert.ok(
        !mistakesOf({ [name]: value })
          .join()
          .includes(value),
      )
    }),
  )
})

test('any environment gives a configuration or sentences, never an exception', () => {
  const environment = fc.dictionary(
    fc.constantFrom(...variables.map(({ name }) => name), 'SOCLE_X'),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(environment, (env) => {
      const parsed = toConfig(env)
      if (parsed.ok) printableConfig(parsed.config)
      else
        assert.ok(
          parsed.mistakes.length > 0 &&
            parsed.mistakes.every((mistake) => mistake.endsWith('.') || mistake.endsWith('?') || mistake.endsWith(')')),
        )
    }),
  )
})

test('the table of variables has one row for each', () => {
  assert.equal(variableTable().split('\n').length, variables.length + 2)
  for (const { name } of variables) assert.ok(variableTable().includes(`| \`${name}\` |`))
})

test('whom to write to about accessibility is an e-mail or a web address', () => {
  assert.equal(configOf({}).accessibility_contact, null)
  for (const contact of ['accessibilite@ville.example', 'https://ville.example/contact'])
    assert.equal(configOf({ SOCLE_ACCESSIBILITY_CONTACT: contact }).accessibility_contact, contact)
  for (const contact of ['la mairie', 'javascript:alert(1)', 'ville.example', 'a@b@c'])
    assert.equal(mistakesOf({ SOCLE_ACCESSIBILITY_CONTACT: contact }).length, 1, contact)
})
