// Throw-away PostgreSQL databases for tests: one cluster per run, one database per caller, cloned from a template that is migrated once.
import { randomBytes } from 'node:crypto'
import { after } from 'node:test'
import { Client } from 'pg'
import { clusterVariable, startTestCluster } from './throw-away-cluster.ts'
import type { TestCluster } from './throw-away-cluster.ts'

const templateLock = 736_001

export interface TestDatabase {
  readonly ownerUrl: string
  drop(): Promise<void>
}

/** A database prepared once per cluster, then cloned: `prepare` migrates it and must close its connections. */
export interface Template {
  readonly name: string
  prepare(ownerUrl: string): Promise<void>
}

let own: Promise<TestCluster> | undefined

// At the level of the file: inside a test, node:test would tie it to that test.
after(async () => {
  await (await own)?.stop()
})

/** Makes an empty database, or a clone of the template. Extensions are present in both. */
export async function createTestDatabase(template?: Template): Promise<TestDatabase> {
  const shared = await clusterUrl()
  const source = template === undefined ? databaseOf(shared) : await ensureTemplate(shared, template)
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`
  await withMaintenance(shared, (client) => client.query(`create database ${name} template ${source}`))
  return {
    ownerUrl: withDatabase(shared, name),
    drop: () =>
      withMaintenance(shared, (client) => client.query(`drop database if exists ${name} with (force)`)).then(
        () => undefined,
      ),
  }
}

async function clusterUrl(): Promise<string> {
  const shared = process.env[clusterVariable]
  if (shared !== undefined) return shared
  own ??= startTestCluster()
  return (await own).ownerUrl
}

/** Test files run side by side: the first builds the template under a lock, and it takes its name only when it is whole. */
async function ensureTemplate(shared: string, template: Template): Promise<string> {
  const name = `template_${template.name}`
  await withMaintenance(shared, async (client) => {
    await client.query('select pg_advisory_lock($1)', [templateLock])
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount === 1) return
    const draft = `${name}_draft`
    await client.query(`drop database if exists ${draft} with (force)`)
    await client.query(`create database ${draft} template ${databaseOf(shared)}`)
    await template.prepare(withDatabase(shared, draft))
    await client.query(`alter database ${draft} rename to ${name}`)
  })
  return name
}

/** Works on `postgres`, since a template must have no connection of its own. */
async function withMaintenance<T>(shared: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: withDatabase(shared, 'postgres') })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1)
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
