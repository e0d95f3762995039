// The background door: only jobs, for installations that keep them apart from the web processes.
import { formatMistakes, toConfig } from '#kernel/config.ts'
import { createLog } from '#kernel/log.ts'
import { modules } from './modules.ts'
import { joinJobs, openSocle } from './socle.ts'

const parsed = toConfig(process.env)
if (!parsed.ok) {
  process.stderr.write(`${formatMistakes(parsed.mistakes)}\n`)
  process.exit(2)
}
if (parsed.config.database_url === null) {
  process.stderr.write('Le processus de fond demande DATABASE_URL : la base privée appartient au serveur.\n')
  process.exit(2)
}
const socle = await openSocle(parsed.config, modules, createLog(parsed.config.log_level))
await socle.services.jobs.work(joinJobs(socle.services, modules))
process.stdout.write('Socle : tâches de fond prêtes\n')

const stop = (): void => {
  socle.close().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
}
process.once('SIGTERM', stop).once('SIGINT', stop)
