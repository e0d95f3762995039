// A brake on guessing that holds across processes. It never locks an account: it slows the address that fails.
import { createHmac } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { countAttempt, deleteCounter, findBlock, takeBackAttempt } from './queries/throttle.ts'
import type { BlockDelay, Counter } from './queries/throttle.ts'

/** `organization` counts sign-ups that worked: never taken back, only many of them block. */
type Purpose = 'login' | 'sign-up' | 'organization' | 'reset'

export interface Attempt {
  /** What is guessed at: a normalised e-mail address; null when only the address of the caller counts. */
  readonly account: string | null
  readonly address: string
  readonly purpose: Purpose
}

export interface OpenAttempt {
  /** The attempt was honest: it does not count. */
  readonly succeed: () => Promise<void>
}

/** The sixth failure of one account from one address blocks that address, for that account. */
const accountFailuresMax = 6
/** An account attacked from many addresses: from here on, each address has one try before it waits. */
const accountFailuresEverywhere = 20
/** Failures of one address over all accounts. */
const addressFailuresMax: Readonly<Record<Purpose, number>> = { login: 25, 'sign-up': 25, organization: 100, reset: 25 }
const delay: BlockDelay = { firstSeconds: 30, maxSeconds: 900 }

/**
 * Opens one attempt: it is counted as a failure until it succeeds, so that parallel guesses cannot outrun the count.
 * Throws 429 TOO_MANY_ATTEMPTS with Retry-After. Does nothing when throttling is switched off.
 */
export async function openAttempt(services: Services, attempt: Attempt): Promise<OpenAttempt> {
  if (services.config.rate_limit_per_minute === 0) return { succeed: () => Promise.resolve() }
  const { database } = services
  const keys = keysOf(services, attempt)
  const wait = await findBlock(database, [keys.address, ...(keys.pair === null ? [] : [keys.pair])])
  if (wait !== null) throw tooManyAttempts(wait)
  const everywhere =
    keys.account === null ? 0 : await countAttempt(database, { key: keys.account, threshold: null }, delay)
  if (keys.pair !== null) {
    const isAttacked = (everywhere ?? 0) >= accountFailuresEverywhere
    await count(database, { key: keys.pair, threshold: isAttacked ? 1 : accountFailuresMax })
  }
  const threshold = addressFailuresMax[attempt.purpose]
  const here = await count(database, { key: keys.address, threshold })
  return {
    succeed: async () => {
      if (keys.pair !== null) await deleteCounter(database, keys.pair)
      if (keys.account !== null) await takeBackAttempt(database, keys.account, { unblock: false })
      await takeBackAttempt(database, keys.address, { unblock: here >= threshold })
    },
  }
}

async function count(database: Services['database'], counter: Counter): Promise<number> {
  const failures = await countAttempt(database, counter, delay)
  if (failures === null) throw tooManyAttempts((await findBlock(database, [counter.key])) ?? 1)
  return failures
}

/** Whether an attempt would be refused now: a plain read, before any waiting in line. Throws like `openAttempt`. */
export async function requireUnblocked(services: Services, attempt: Attempt): Promise<void> {
  if (services.config.rate_limit_per_minute === 0) return
  const { address, pair } = keysOf(services, attempt)
  const wait = await findBlock(services.database, pair === null ? [address] : [address, pair])
  if (wait !== null) throw tooManyAttempts(wait)
}

interface AttemptKeys {
  readonly address: Buffer
  readonly account: Buffer | null
  readonly pair: Buffer | null
}

function keysOf(services: Services, { account, address, purpose }: Attempt): AttemptKeys {
  const secret = services.keys.derive('throttle')
  const key = (...parts: readonly string[]): Buffer =>
    createHmac('sha256', secret)
      .update(JSON.stringify([purpose, ...parts]))
      .digest()
  const network = networkOf(address)
  return {
    address: key('address', network),
    account: account === null ? null : key('account', account),
    pair: account === null ? null : key('pair', account, network),
  }
}

/** One subscriber: an IPv4 address, or the /64 of an IPv6 one, since a single machine has all of it. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  const groups = tail === undefined ? left : [...left, ...zeros, ...right]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

function tooManyAttempts(seconds: number): Problem {
  const wait = Math.min(Math.max(Math.ceil(seconds), 1), delay.maxSeconds)
  return new Problem(429, 'TOO_MANY_ATTEMPTS', 'Trop d’essais infructueux.', {
    detail: `Patientez ${wait} secondes avant le prochain essai.`,
    headers: { 'retry-after': String(wait) },
  })
}
