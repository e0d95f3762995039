// The ring of signing keys: derived from SOCLE_SECRET, one per generation, the same in every process.
import type { Database } from '../database/database.ts'
import type { Session } from '../database/engine.ts'
import { deriveKey } from '../secrets.ts'

export interface SigningKey {
  /** `kid` of the tokens: the generation as text. */
  readonly id: string
  readonly secret: Uint8Array
}

export interface KeyRing {
  /** The newest key: the only one that signs. */
  readonly current: () => SigningKey
  /** A key that may still verify; null when unknown or replaced too long ago. Unknown ids make the ring read again. */
  readonly find: (id: string) => Promise<SigningKey | null>
  /** A key for another purpose (HMAC of refresh tokens, throttle keys). It does not rotate. */
  readonly derive: (purpose: string) => Buffer
  readonly close: () => void
}

interface RingEntry extends SigningKey {
  /** Milliseconds of this process's clock after which the key no longer verifies. */
  readonly acceptedUntil: number
}

const refreshMs = 60_000
/** Longer than an access token lives, plus the minute in which other processes still sign with the old key. */
const graceSeconds = 900
/** A flood of made-up key ids must not become a flood of queries. */
const rereadPauseMs = 1_000
const generationsMax = 20

/** Reads the generations and keeps them fresh every minute. */
export async function createKeyRing(database: Pick<Database, 'query'>, secret: string): Promise<KeyRing> {
  let ring = await readRing(database, secret)
  let readAt = Date.now()
  let reading: Promise<void> | null = null
  const purposes = new Map<string, Buffer>()

  const reread = (): Promise<void> => {
    reading ??= readRing(database, secret)
      .then((fresh) => {
        ring = fresh
      })
      .finally(() => {
        readAt = Date.now()
        reading = null
      })
    return reading
  }
  const timer = setInterval(() => {
    // A database that is away for a moment is tried again in a minute; the requests themselves report it.
    reread().catch(() => undefined)
  }, refreshMs)
  timer.unref()

  return {
    current: () => newestOf(ring),
    find: async (id) => {
      if (!ring.has(id) && Date.now() - readAt >= rereadPauseMs) await reread()
      const entry = ring.get(id)
      return entry === undefined || entry.acceptedUntil < Date.now() ? null : entry
    },
    derive: (purpose) => {
      const known = purposes.get(purpose) ?? deriveKey(secret, `identity/${purpose}`)
      purposes.set(purpose, known)
      return known
    },
    close: () => clearInterval(timer),
  }
}

/** Adds a generation, as the owner. Nobody is logged out: the previous key verifies for another quarter of an hour. */
export async function rotateKeys(owner: Session): Promise<number> {
  const { rows } = await owner.query(
    'insert into kernel.key_generation (generation) select max(generation) + 1 from kernel.key_generation returning generation',
  )
  return Number(rows[0]?.['generation'])
}

async function readRing(database: Pick<Database, 'query'>, secret: string): Promise<ReadonlyMap<string, RingEntry>> {
  const { rows } = await database.query(`select generation,
    extract(epoch from now() - lead(created_at) over (order by generation))::float8 as replaced_seconds
    from kernel.key_generation order by generation desc limit ${generationsMax}`)
  if (rows.length === 0) throw new Error('kernel.key_generation is empty')
  const now = Date.now()
  return new Map(
    rows.map((row) => {
      const id = String(row['generation'])
      const replaced = row['replaced_seconds']
      const acceptedUntil =
        typeof replaced === 'number' ? now + (graceSeconds - replaced) * 1000 : Number.POSITIVE_INFINITY
      return [id, { id, secret: deriveKey(secret, `identity/signing/${id}`), acceptedUntil }]
    }),
  )
}

/** The map is in descending order of generation. */
function newestOf(ring: ReadonlyMap<string, RingEntry>): SigningKey {
  const [newest] = ring.values()
  if (newest === undefined) throw new Error('the key ring is empty')
  return newest
}
