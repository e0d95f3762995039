// A process that takes a job and never ends it, for tests that kill it: `errand-child.ts <owner's URL>`.
import { createDatabase } from '#kernel/database/database.ts'
import { connectionOf, openPostgres } from '#kernel/database/postgres-engine.ts'
import { openJobs } from '#kernel/jobs/jobs.ts'
import { createLog } from '#kernel/log.ts'
import { applicationPassword } from '#kernel/secrets.ts'
import { patientQueue } from './errands.ts'
import { testSecret } from './throw-away-cluster.ts'

const [ownerUrl = ''] = process.argv.slice(2)
const connection = { ...connectionOf(ownerUrl), user: 'socle_app', password: applicationPassword(testSecret) }
const log = createLog('silent')
const jobs = await openJobs(createDatabase(openPostgres({ connection, kind: 'external', poolSize: 4, log })), log)
await jobs.work([
  {
    queue: patientQueue,
    retries: 2,
    timeoutSeconds: 2,
    run: () => {
      process.stdout.write('taken\n')
      return new Promise(() => undefined)
    },
  },
])
