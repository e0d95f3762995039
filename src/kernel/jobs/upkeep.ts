// The kernel's own background work: mail, and forgetting what has had its day.
import type { Database } from '../database/database.ts'
import { sweepBlobs } from '../files/sweep-blobs.ts'
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
    {
      queue: 'kernel.sweep-blobs',
      schedule: '47 3 * * *',
      retries: 2,
      timeoutSeconds: 600,
      run: async () => {
        const count = await sweepBlobs(services.database, services.files)
        if (count > 0) services.log.info({ count }, 'bytes without a file were removed')
      },
    },
  ]
}

/** Old events, ended sessions, answered idempotency keys, in all organisations: a function of the owner. */
async function forgetSpent(database: Database): Promise<void> {
  await database.query('select kernel.forget_spent()')
}
