// The embedded database of the first five minutes: PGlite, PostgreSQL in WebAssembly, one connection, one process.
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { postgis } from '@electric-sql/pglite-postgis'
import type { Results, Transaction } from '@electric-sql/pglite'
import type { Engine, OpenTransaction, QueryOutcome, ScopeSettings } from './engine.ts'
import { unauthenticated } from '../problem.ts'
import { oid, parserOf } from './pg-types.ts'

/** PGlite is a superuser; scoped transactions switch to the application role, or row level security would not bite. */
const applicationRole = 'socle_app'

const parsers = Object.fromEntries(
  Object.values(oid).flatMap((type) => {
    const parser = parserOf(type)
    return parser === undefined ? [] : [[type, parser]]
  }),
)

/** Opens the folder, or a database in memory when `dataDir` is null. */
export async function openPglite(dataDir: string | null): Promise<Engine & { readonly pglite: PGlite }> {
  const pglite = await PGlite.create({
    ...(dataDir === null ? {} : { dataDir }),
    extensions: { postgis, btree_gist },
    parsers,
  })
  await pglite.exec(
    `set timezone = 'UTC'; create extension if not exists postgis; create extension if not exists btree_gist`,
  )
  return {
    kind: 'embedded',
    pglite,
    begin: (settings) => begin(pglite, settings),
    query: (text, values) => run(pglite, text, values),
    listen: async (channel, onMessage) => {
      const stop = await pglite.listen(channel, onMessage)
      return { close: () => stop() }
    },
    close: () => pglite.close(),
  }
}

async function run(target: PGlite | Transaction, text: string, values?: readonly unknown[]): Promise<QueryOutcome> {
  if (values === undefined || values.length === 0) {
    const results = await target.exec(text)
    return toOutcome(results.findLast((result) => result.fields.length > 0) ?? results.at(-1))
  }
  return toOutcome(await target.query(text, [...values]))
}

function toOutcome(result: Results | undefined): QueryOutcome {
  const rows = (result?.rows ?? []) as Record<string, unknown>[]
  return { rows, row_count: rows.length > 0 ? rows.length : (result?.affectedRows ?? 0) }
}

/** PGlite runs a transaction as one callback; this turns it inside out: the callback waits until commit or rollback. */
async function begin(pglite: PGlite, settings: ScopeSettings): Promise<OpenTransaction> {
  const opened = Promise.withResolvers<Transaction>()
  const decided = Promise.withResolvers<'commit' | 'rollback'>()
  const done = pglite.transaction(async (tx) => {
    const role = settings.session === null ? settings.role : await requireSession(tx, settings)
    await tx.query(
      `select set_config('socle.organization', $1, true), set_config('socle.user', $2, true),
        set_config('socle.role', $3, true), set_config('role', $4, true)`,
      [settings.organization, settings.user, role, applicationRole],
    )
    if (settings.read_only) await tx.query('set transaction read only')
    opened.resolve(tx)
    if ((await decided.promise) === 'rollback') await tx.rollback()
    else await requireHealthy(tx)
  })
  done.catch(opened.reject)
  const tx = await opened.promise
  let finished = false
  const end = async (verb: 'commit' | 'rollback'): Promise<void> => {
    if (finished) return
    finished = true
    decided.resolve(verb)
    await done
  }
  return {
    query: (text, values) => {
      if (finished) throw new Error('a finished transaction was used')
      return run(tx, text, values)
    },
    commit: async (last = []) => {
      for (const { text, values } of last) await run(tx, text, values)
      await end('commit')
    },
    rollback: () => end('rollback'),
  }
}

async function requireSession(tx: Transaction, { organization, user, session }: ScopeSettings): Promise<string> {
  const { rows } = await tx.query<{ role: string }>(
    'select role from kernel.find_session($1, $2, $3) where is_active and session_open',
    [organization, user, session],
  )
  if (rows[0] === undefined) throw unauthenticated()
  return rows[0].role
}

/** PostgreSQL turns the commit of a failed transaction into a rollback; PGlite does not tell, so it is asked before. */
async function requireHealthy(tx: Transaction): Promise<void> {
  try {
    await tx.query('select 1')
  } catch (error) {
    throw new Error('the transaction had failed and was rolled back', { cause: error })
  }
}
