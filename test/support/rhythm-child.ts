// A second process that makes the morning round: `rhythm-child.ts <owner's URL> <moment> [stall]`. With `stall` it stops
// for ever after its first reminder, for tests that kill it there.
import { createDatabase } from '#kernel/database/database.ts'
import type { Database } from '#kernel/database/database.ts'
import { connectionOf, openPostgres } from '#kernel/database/postgres-engine.ts'
import { createLog } from '#kernel/log.ts'
import { applicationPassword } from '#kernel/secrets.ts'
import { runMorningRounds } from '../../src/modules/kpi/actions/morning-round.ts'
import { testSecret } from './throw-away-cluster.ts'

const [ownerUrl = '', moment = '', mode] = process.argv.slice(2)
const connection = { ...connectionOf(ownerUrl), user: 'socle_app', password: applicationPassword(testSecret) }
const log = createLog('silent')
const database = createDatabase(openPostgres({ connection, kind: 'external', poolSize: 2, log }))
// The first transaction of a round looks for silence, the second one writes the first reminder.
const stallingFrom = 3
let transactions = 0
const stalling: Database = {
  ...database,
  transaction: async (scope, work) => {
    transactions += 1
    if (transactions < stallingFrom) return database.transaction(scope, work)
    process.stdout.write('reminded\n')
    return new Promise(() => setInterval(() => undefined, 1_000))
  },
}
await runMorningRounds(
  { database: mode === 'stall' ? stalling : database, log },
  { signal: new AbortController().signal, moment },
)
await database.close()
