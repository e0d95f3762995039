// Background work of the module.
import type { JobHandler } from '#kernel/jobs/jobs.ts'
import type { Services } from '#kernel/services.ts'
import { sweepImports } from './actions/end-import.ts'
import { runMorningRounds } from './actions/morning-round.ts'
import { readDueSources } from './actions/read-due-sources.ts'
import { sendDigests } from './actions/send-digests.ts'
import { forgetImportChanges } from './queries/import-changes.ts'

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
    {
      queue: 'kpi.read-import-sources',
      schedule: '* * * * *',
      retries: 0,
      timeoutSeconds: 600,
      run: (_payload, signal) => readDueSources(services, signal),
    },
    {
      // Each organisation has its own morning: the round looks whose has come.
      queue: 'kpi.morning-round',
      schedule: '*/10 * * * *',
      retries: 2,
      timeoutSeconds: 540,
      run: (_payload, signal) => runMorningRounds(services, { signal, moment: null }),
    },
    {
      queue: 'kpi.send-digests',
      schedule: '*/10 * * * *',
      retries: 2,
      timeoutSeconds: 540,
      run: (_payload, signal) => sendDigests(services, { signal, moment: null }),
    },
    {
      queue: 'kpi.forget-import-changes',
      schedule: '41 3 * * *',
      retries: 2,
      timeoutSeconds: 300,
      run: () => forgetImportChanges(services.database),
    },
  ]
}
