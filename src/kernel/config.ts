// Every environment variable that Socle reads, named once with its meaning; parsed by a pure function that reports all mistakes together.
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'

interface Variable {
  readonly name: string
  /** Written in English for the README's table. */
  readonly meaning: string
  /** What holds when the variable is absent, as the table shows it. */
  readonly fallback: string
  readonly isSecret?: true
}

/** The README's table is made from this list (`variableTable`); a test compares them. */
export const variables = [
  { name: 'PORT', meaning: 'TCP port of the web server; 0 lets the system choose one', fallback: '8080' },
  { name: 'HOST', meaning: 'address the web server listens on', fallback: '127.0.0.1' },
  {
    name: 'SOCLE_DATA_DIR',
    meaning: 'folder of the private database, the secret and the files; a relative path starts at the repository',
    fallback: './var',
  },
  {
    name: 'SOCLE_DATABASE',
    meaning:
      'engine when there is no `DATABASE_URL`: `auto`, `native` (PostgreSQL of this machine) or `embedded` (PGlite, for demonstration); an existing data folder decides',
    fallback: 'auto',
  },
  {
    name: 'DATABASE_URL',
    meaning: 'owner of an external PostgreSQL database (≥ 15, PostGIS ≥ 3.3); only migrates',
    fallback: 'none: a private database',
    isSecret: true,
  },
  {
    name: 'SOCLE_APP_DATABASE_URL',
    meaning: 'the application’s own login to the external database',
    fallback: '`socle_app` with a derived password',
    isSecret: true,
  },
  { name: 'SOCLE_POOL_SIZE', meaning: 'database connections per process, 1 to 50', fallback: '10' },
  {
    name: 'SOCLE_SECRET',
    meaning: 'the root of all keys, at least 32 bytes; the same on every machine that shares a database',
    fallback: 'created in the data folder',
    isSecret: true,
  },
  {
    name: 'SOCLE_DEMO',
    meaning: 'demonstration data: `yes`, `no`, or `auto` (only into an empty private database)',
    fallback: 'auto',
  },
  {
    name: 'SOCLE_PUBLIC_URL',
    meaning: 'address that people use, for links in e-mails',
    fallback: '`http://HOST:PORT`',
  },
  {
    name: 'SOCLE_TRUST_PROXY',
    meaning:
      'addresses or networks (comma-separated) of the reverse proxies whose `X-Forwarded-*` headers are believed',
    fallback: 'none',
  },
  {
    name: 'SOCLE_RATE_LIMIT_PER_MINUTE',
    meaning: 'API requests per minute and client; 0 = off, for benchmarks, refused in production',
    fallback: '600',
  },
  {
    name: 'SOCLE_IMPORT_SOURCE_HOSTS',
    meaning:
      'machines of your own network that automatic import sources may read, comma-separated, each `host` or `host:port`; public addresses need no entry',
    fallback: 'none',
  },
  {
    name: 'SMTP_URL',
    meaning: 'mail server, `smtp://` or `smtps://`; without it notifications stay in the application',
    fallback: 'none',
    isSecret: true,
  },
  { name: 'SOCLE_MAIL_FROM', meaning: 'sender of e-mails', fallback: 'Socle <socle@localhost>' },
  {
    name: 'SOCLE_ACCESSIBILITY_CONTACT',
    meaning: 'e-mail or web address of who answers about accessibility, shown by the statement at `/accessibilite`',
    fallback: 'none: the statement says that it is missing',
  },
  {
    name: 'SOCLE_LOG_LEVEL',
    meaning: '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`',
    fallback: 'info',
  },
  { name: 'NODE_ENV', meaning: '`production`, `development` or `test`', fallback: 'development' },
] as const satisfies readonly Variable[]

type VariableName = (typeof variables)[number]['name']
type Env = Readonly<Record<string, string | undefined>>
type RawConfig = Readonly<Partial<Record<VariableName, string>>>

const demoChoices = ['auto', 'yes', 'no'] as const
const databaseChoices = ['auto', 'native', 'embedded'] as const
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
const nodeEnvironments = ['development', 'production', 'test'] as const

export interface Config {
  readonly port: number
  readonly host: string
  /** Absolute. */
  readonly data_dir: string
  readonly database: (typeof databaseChoices)[number]
  readonly database_url: string | null
  readonly app_database_url: string | null
  readonly pool_size: number
  readonly secret: string | null
  readonly demo: (typeof demoChoices)[number]
  readonly public_url: string | null
  /** Addresses, networks and their names, comma-separated, as Fastify reads them. */
  readonly trust_proxy: string | null
  /** 0 means no limit. */
  readonly rate_limit_per_minute: number
  /** `host` or `host:port`, comma-separated. */
  readonly import_source_hosts: string | null
  readonly smtp_url: string | null
  readonly mail_from: string
  /** An e-mail address or an http(s) address. */
  readonly accessibility_contact: string | null
  readonly log_level: (typeof logLevels)[number]
  readonly node_env: (typeof nodeEnvironments)[number]
}

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly mistakes: readonly string[] }

const portMax = 65_535
const poolSizeMax = 50
const rateLimitDefault = 600
const rateLimitMax = 1_000_000
const secretBytesMin = 32
const repository = join(import.meta.dirname, '../..')
/** The tests' own variables; a server that a test starts inherits them. */
const testPrefix = 'SOCLE_TEST_'
const typoDistanceMax = 3
const hidden = '***'

/** Picks our variables out of the environment; an empty one counts as absent, as compose files write them. */
export function readEnv(env: Env): RawConfig {
  const given = variables.flatMap(({ name }) => {
    const value = env[name]?.trim() ?? ''
    return value === '' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(given) as RawConfig
}

/** Turns the environment into a configuration, or into all of its mistakes at once, as French sentences without any secret. */
export function toConfig(env: Env): ParsedConfig {
  const raw = readEnv(env)
  const mistakes = listUnknown(env)
  const read = readers(raw, mistakes)
  const node_env = read.choice('NODE_ENV', nodeEnvironments, 'development')
  const asked = read.integer('SOCLE_RATE_LIMIT_PER_MINUTE', { min: 0, max: rateLimitMax, fallback: rateLimitDefault })
  const isRefused = asked === 0 && node_env === 'production'
  const config: Config = {
    port: read.integer('PORT', { min: 0, max: portMax, fallback: 8080 }),
    host: read.text('HOST', isHost, 'une adresse ou un nom de machine', '127.0.0.1'),
    data_dir: resolve(repository, raw.SOCLE_DATA_DIR ?? './var'),
    database: read.choice('SOCLE_DATABASE', databaseChoices, 'auto'),
    database_url: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    app_database_url: read.url('SOCLE_APP_DATABASE_URL', ['postgres:', 'postgresql:']),
    pool_size: read.integer('SOCLE_POOL_SIZE', { min: 1, max: poolSizeMax, fallback: 10 }),
    secret: raw.SOCLE_SECRET ?? null,
    demo: read.choice('SOCLE_DEMO', demoChoices, 'auto'),
    public_url: read.url('SOCLE_PUBLIC_URL', ['http:', 'https:'])?.replace(/\/+$/, '') ?? null,
    trust_proxy: read.text(
      'SOCLE_TRUST_PROXY',
      isProxyList,
      'des adresses ou des réseaux séparés par des virgules',
      null,
    ),
    rate_limit_per_minute: isRefused ? rateLimitDefault : asked,
    import_source_hosts: read.text(
      'SOCLE_IMPORT_SOURCE_HOSTS',
      isHostList,
      'des noms de machine séparés par des virgules, chacun avec ou sans « :port »',
      null,
    ),
    smtp_url: read.url('SMTP_URL', ['smtp:', 'smtps:']),
    mail_from: read.text(
      'SOCLE_MAIL_FROM',
      isSender,
      'une adresse électronique, seule ou sous la forme « Nom <adresse> »',
      'Socle <socle@localhost>',
    ),
    accessibility_contact: read.text(
      'SOCLE_ACCESSIBILITY_CONTACT',
      isContact,
      'une adresse électronique, ou une adresse en http:// ou https://',
      null,
    ),
    log_level: read.choice('SOCLE_LOG_LEVEL', logLevels, 'info'),
    node_env,
  }
  mistakes.push(...listContradictions(config))
  if (mistakes.length > 0) return { ok: false, mistakes }
  const warnings = isRefused
    ? [
        `SOCLE_RATE_LIMIT_PER_MINUTE=0 est refusé en production : la limite reste à ${rateLimitDefault} requêtes par minute.`,
      ]
    : []
  return { ok: true, config, warnings }
}

/** The lines that a person sees before exit code 2. */
export function formatMistakes(mistakes: readonly string[]): string {
  const title =
    mistakes.length === 1 ? 'Une erreur de configuration :' : `${mistakes.length} erreurs de configuration :`
  return [title, ...mistakes.map((mistake) => `- ${mistake}`)].join('\n')
}

/** The configuration as `--print-config` shows it: passwords and secrets are replaced by stars. */
export function printableConfig(config: Config): Readonly<Record<keyof Config, string | number | null>> {
  return {
    ...config,
    database_url: hidePassword(config.database_url),
    app_database_url: hidePassword(config.app_database_url),
    smtp_url: hidePassword(config.smtp_url),
    secret: config.secret === null ? null : hidden,
  }
}

/** The README's table of variables, in Markdown. */
export function variableTable(): string {
  const rows = variables.map(({ name, meaning, fallback }) => `| \`${name}\` | ${meaning} | ${fallback} |`)
  return ['| Variable | Meaning | Default |', '| --- | --- | --- |', ...rows].join('\n')
}

interface Range {
  readonly min: number
  readonly max: number
  readonly fallback: number
}

interface Readers {
  integer(name: VariableName, range: Range): number
  choice<T extends string>(name: VariableName, choices: readonly T[], fallback: T): T
  url(name: VariableName, protocols: readonly string[]): string | null
  text<T extends string | null>(
    name: VariableName,
    accepts: (value: string) => boolean,
    expected: string,
    fallback: T,
  ): string | T
}

/** Each reader notes its mistake and answers the fallback, so that one wrong variable never hides another. */
function readers(raw: RawConfig, mistakes: string[]): Readers {
  const refuse = (name: VariableName, expected: string): void => {
    const isSecret = variables.some((variable) => variable.name === name && 'isSecret' in variable)
    mistakes.push(`${name}${isSecret ? '' : `=${shorten(raw[name] ?? '')}`} : il faut ${expected}.`)
  }
  return {
    integer: (name, { min, max, fallback }) => {
      const value = raw[name]
      if (value === undefined) return fallback
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
      if (number >= min && number <= max) return number
      refuse(name, `un nombre entier de ${min} à ${max}`)
      return fallback
    },
    choice: (name, choices, fallback) => {
      const value = raw[name]
      if (value === undefined) return fallback
      const chosen = choices.find((choice) => choice === value)
      if (chosen === undefined) refuse(name, `l’un de ces mots : ${choices.join(', ')}`)
      return chosen ?? fallback
    },
    url: (name, protocols) => {
      const value = raw[name]
      if (value === undefined) return null
      if (!hasProtocol(value, protocols))
        refuse(
          name,
          `une adresse en ${protocols.map((protocol) => `${protocol}//`).join(' ou ')} (les caractères spéciaux du mot de passe en %XX)`,
        )
      return value
    },
    text: (name, accepts, expected, fallback) => {
      const value = raw[name]
      if (value === undefined) return fallback
      if (!accepts(value)) refuse(name, expected)
      return value
    },
  }
}

/** What no single variable can see. */
function listContradictions(config: Config): readonly string[] {
  const found: string[] = []
  if (config.secret !== null && Buffer.byteLength(config.secret) < secretBytesMin) {
    found.push(
      `SOCLE_SECRET : il faut au moins ${secretBytesMin} octets (par exemple le résultat de « openssl rand -base64 48 »).`,
    )
  }
  if (config.app_database_url !== null && config.database_url === null) {
    found.push('SOCLE_APP_DATABASE_URL : il faut aussi DATABASE_URL, qui prépare la base.')
  }
  if (config.database_url !== null && config.database !== 'auto') {
    found.push(`SOCLE_DATABASE=${config.database} : ne se combine pas avec DATABASE_URL, qui désigne déjà la base.`)
  }
  return found
}

/** A misspelt variable would be ignored in silence: every SOCLE_ name that is not ours is a mistake. */
function listUnknown(env: Env): string[] {
  const known: readonly string[] = variables.map(({ name }) => name)
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith('SOCLE_') && !name.startsWith(testPrefix) && !known.includes(name),
  )
  return unknown.sort().map((name) => {
    const near = known
      .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
      .sort((a, b) => a.distance - b.distance)[0]
    const hint = near !== undefined && near.distance <= typoDistanceMax ? ` Vouliez-vous dire ${near.candidate} ?` : ''
    return `${shorten(name)} : cette variable n’existe pas.${hint}`
  })
}

/** The number of letters to insert, drop or change (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [row, letter] of from.split('').entries()) {
    const current = [row + 1]
    for (let column = 1; column <= to.length; column += 1) {
      const change = (previous[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1)
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, change))
    }
    previous = current
  }
  return previous.at(-1) ?? 0
}

function hasProtocol(value: string, protocols: readonly string[]): boolean {
  // `postgres://user@/base` names no machine: libpq reads it as the local socket, URL does not read it at all.
  return (
    protocols.some((protocol) => value.startsWith(`${protocol}//`)) && URL.canParse(value.replace('@/', '@localhost/'))
  )
}

function isHost(value: string): boolean {
  return isIP(value) !== 0 || /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(value)
}

function isSender(value: string): boolean {
  return /^(?:[^<>\r\n]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/.test(value)
}

function isContact(value: string): boolean {
  return /^[^<>@\s/]+@[^<>@\s/]+$/.test(value) || (hasProtocol(value, ['http:', 'https:']) && URL.canParse(value))
}

function isProxyList(value: string): boolean {
  return value.split(',').every((part) => isNetwork(part.trim()))
}

/** Each must be what URL makes of it, else it would never match. */
function isHostList(value: string): boolean {
  return value.split(',').every((part) => {
    const host = part.trim().toLowerCase()
    const url = URL.parse(`http://${host}/`)
    return host !== '' && url !== null && (host === url.hostname || host === `${url.hostname}:${url.port || '80'}`)
  })
}

function isNetwork(value: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(value)) return true
  const [address = '', length, ...rest] = value.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128))
}

/** Also hides a password among the parameters, where libpq accepts one. */
function hidePassword(url: string | null): string | null {
  if (url === null) return null
  if (!URL.canParse(url)) return hidden
  const shown = new URL(url)
  if (shown.password !== '') shown.password = hidden
  const names = Array.from(shown.searchParams.keys())
  for (const name of names) if (/pass/i.test(name)) shown.searchParams.set(name, hidden)
  return shown.href
}

function shorten(value: string): string {
  const lengthMax = 60
  return value.length > lengthMax ? `${value.slice(0, lengthMax)}…` : value
}
