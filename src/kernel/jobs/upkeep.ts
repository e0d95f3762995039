// The kernel's own background work: mail, and forgetting what has had its day.
import type { Database } from '../database/database.ts'
import { mailJob } from '../notifications/jobs.ts'
import type { Services } from '../services.ts'
import type { JobHandler } from './jobs.ts'

/** The handlers of the kernel. */
export function kernelJobs(services: Services): readonly JobHandler[] {
  return [
    mailJob(services),
    {
      queue: 'kernel.forget-spent',
      schedule: '17 3 * * *',
      retries: 2,
      timeoutSeconds: 300,
      run: () => forgetSpent(services.database),
    },
  ]
}

/** Old events, ended sessions, answered idempotency keys, in all organisations: a function of the owner. */
async function forgetSpent(database: Database): Promise<void> {
  await database.query('select kernel.forget_spent()')
}
