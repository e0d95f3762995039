// What the product is measured against: Fastify and pg, one scoped transaction, the same statement, no authentication.
import Fastify from 'fastify'
import { Pool } from 'pg'
import { connectionOf, withSettings } from '#kernel/database/postgres-engine.ts'
import { historyStatement } from './support/history-statement.ts'

const env = (name: string): string => process.env[name] ?? ''

/** The owner is a superuser here: the role is switched, so that row level security costs what it costs the product. */
const pool = new Pool({ ...withSettings(connectionOf(env('OWNER_URL'))), max: 10 })
const statement = { name: 'history', ...(await historyStatement(env('KPI'))) }
const app = Fastify({ logger: false })
app.get('/', async () => {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query({
      name: 'scope',
      text: `select set_config('role', 'socle_app', true), set_config('socle.organization', $1, true), set_config('socle.user', $2, true), set_config('socle.role', 'ADMIN', true)`,
      values: [env('ORGANIZATION'), env('USER_ID')],
    })
    const { rows } = await client.query(statement)
    await client.query('commit')
    return { items: rows, next_cursor: null }
  } finally {
    client.release()
  }
})
process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}/\n`)
process.once('SIGTERM', () => void app.close().then(() => pool.end()))
