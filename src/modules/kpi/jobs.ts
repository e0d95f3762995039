// Background work of the module.
import type { JobHandler } from '#kernel/jobs/jobs.ts'
import type { Services } from '#kernel/services.ts'
import { sweepImports } from './actions/end-import.ts'

export function kpiJobs(services: Services): readonly JobHandler[] {
  return [
    {
      queue: 'kpi.sweep-imports',
      schedule: '* * * * *',
      retries: 0,
      timeoutSeconds: 60,
      run: async () => {
        const count = await sweepImports(services.database)
        if (count > 0) services.log.warn({ count }, 'interrupted imports were ended')
      },
    },
  ]
}
