// The background door: only jobs, for installations that keep them apart from the web processes.
import { formatMistakes, toConfig } from '#kernel/config.ts'
import { createLog } from '#kernel/log.ts'
import { modules } from './modules.ts'
import { joinJobs, openSocle } from './socle.ts'

const stopTimeoutMs = 9_500

const parsed = toConfig(process.env)
if (!parsed.ok) {
  process.stderr.write(`${formatMistakes(parsed.mistakes)}\n`)
  process.exit(2)
}
if (parsed.config.database_url === null) {
  process.stderr.write('Le processus de fond demande DATABASE_URL : la base privée appartient au serveur.\n')
  process.exit(2)
}

try {
  const asked = askedToStop()
  const socle = await openSocle(parsed.config, modules, createLog(parsed.config.log_level))
  try {
    await socle.services.jobs.work(joinJobs(socle.services, modules))
    process.stdout.write('Socle : tâches de fond prêtes\n')
    await asked
  } finally {
    await socle.close()
  }
  process.exit(0)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

/** Resolves at the first signal, also when it comes during the start; later ones change nothing; a stop that takes too long is cut. */
async function askedToStop(): Promise<void> {
  await new Promise((resolve) => process.on('SIGTERM', resolve).on('SIGINT', resolve))
  setTimeout(() => process.exit(1), stopTimeoutMs).unref()
}
