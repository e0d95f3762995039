// Argon2id, a few at a time: a flood of logins may wait or be refused, it may not exhaust the memory.
import { hash, verify } from '@node-rs/argon2'
import { Problem } from '../problem.ts'

/** OWASP's larger profile and above; raise them and passwords are rehashed at the next login. */
const parameters = { memoryCost: 47_104, timeCost: 2, parallelism: 1, outputLen: 32 } as const
const runningMax = 4
const waitingMax = 64
/** Stands where an account has no password yet; no password matches it. */
export const noPassword = '!'
/** The same cost as a real one, for addresses that have no account. Of a random text that nobody kept. */
const dummyHash = hash(crypto.randomUUID(), parameters)

export interface Slots {
  /** Runs work when a slot is free. Rejects with 503 TOO_BUSY when too many already wait. */
  readonly run: <T>(work: () => Promise<T>) => Promise<T>
}

/** A small queue: `running` at once, `waiting` in line, the rest refused. */
export function createSlots(running: number, waiting: number): Slots {
  let active = 0
  const line: (() => void)[] = []
  const enter = async (): Promise<void> => {
    if (active < running) {
      active += 1
      return
    }
    if (line.length >= waiting) throw tooBusy()
    // The leaving one hands its slot over, so that nobody can slip in between.
    await new Promise<void>((resolve) => line.push(resolve))
  }
  const leave = (): void => {
    const next = line.shift()
    if (next === undefined) active -= 1
    else next()
  }
  return {
    run: async (work) => {
      await enter()
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}

/** All password work of the process goes through these. */
export const passwordSlots: Slots = createSlots(runningMax, waitingMax)

/** Hashes an accepted password (NFC) to a PHC string. Call it inside a slot. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password, parameters)
}

/**
 * Whether the password is the account's. Unknown accounts (null) and accounts without password cost the same time.
 * Call it inside a slot.
 */
export async function verifyPassword(phc: string | null, password: string): Promise<boolean> {
  const isReal = phc !== null && phc !== noPassword
  const matches = await verify(isReal ? phc : await dummyHash, password)
  return isReal && matches
}

/** Whether a stored hash was made with weaker parameters than today's. */
export function isOutdated(phc: string): boolean {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(phc)
  if (match === null) return true
  const [, memory, time] = match
  return Number(memory) < parameters.memoryCost || Number(time) < parameters.timeCost
}

function tooBusy(): Problem {
  return new Problem(503, 'TOO_BUSY', 'Trop de connexions en même temps : recommencez dans un instant.', {
    headers: { 'retry-after': '2' },
  })
}
