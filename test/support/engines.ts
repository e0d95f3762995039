// The kernel's database on both drivers, with one tenant table: what holds on one must hold on the other.
import { fileURLToPath } from 'node:url'
import { createDatabase } from '#kernel/database/database.ts'
import type { Database, Scope } from '#kernel/database/database.ts'
import type { Engine } from '#kernel/database/engine.ts'
import { prepareEmbedded, prepareServer } from '#kernel/database/owner.ts'
import { openPglite } from '#kernel/database/pglite-engine.ts'
import { connectionOf, openPostgres } from '#kernel/database/postgres-engine.ts'
import { newId } from '#kernel/ids.ts'
import { createLog } from '#kernel/log.ts'
import { applicationPassword } from '#kernel/secrets.ts'
import { createTestDatabase } from './cluster.ts'
import { testSecret } from './throw-away-cluster.ts'

export interface OpenedEngine extends AsyncDisposable {
  readonly engine: Engine
  readonly database: Database
  /** Statements of the owner, who sees everything. */
  readonly asOwner: (text: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>
}

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
export const sets = [
  { schema: 'kernel', directory: folder('../../src/kernel/migrations') },
  { schema: 'notebook', directory: folder('./notebook/migrations') },
]
const preparation = { sets, queues: [] }

/** An empty database of the test cluster, and the application's pool on it. */
export async function openTestPostgres(poolSize = 4): Promise<OpenedEngine & { readonly ownerUrl: string }> {
  const password = applicationPassword(testSecret)
  const created = await createTestDatabase({
    name: 'kernel_and_notebook',
    prepare: (ownerUrl) => prepareServer(ownerUrl, preparation, password),
  })
  const { ownerUrl } = created
  const log = createLog('silent')
  const open = (user: object): Engine =>
    openPostgres({ connection: { ...connectionOf(ownerUrl), ...user }, kind: 'external', poolSize, log })
  const engine = open({ user: 'socle_app', password })
  const owner = open({})
  return {
    ownerUrl,
    engine,
    database: createDatabase(engine),
    asOwner: async (text, values) => (await owner.query(text, values)).rows,
    [Symbol.asyncDispose]: async () => {
      await engine.close()
      await owner.close()
      await created.drop()
    },
  }
}

/** PGlite in memory. */
export async function openTestPglite(): Promise<OpenedEngine> {
  const engine = await openPglite(null)
  await prepareEmbedded(engine, preparation)
  return {
    engine,
    database: createDatabase(engine),
    asOwner: async (text, values) => (await engine.query(text, values)).rows,
    [Symbol.asyncDispose]: () => engine.close(),
  }
}

/** A scope in an organisation that exists. */
export async function makeScope(opened: OpenedEngine): Promise<Scope> {
  const organization_id = newId<'organization'>()
  await opened.asOwner('insert into kernel.organization (id, name) values ($1::uuid, $2)', [organization_id, 'Essai'])
  return { organization_id, user_id: newId<'user'>(), role: 'USER' }
}
