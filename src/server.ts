// The web door: configuration, start, one ready line, a clean stop.
import { createServer } from 'node:net'
import { formatMistakes, printableConfig, toConfig } from '#kernel/config.ts'
import type { Config } from '#kernel/config.ts'
import { createLog } from '#kernel/log.ts'
import { seedDemoWorld } from '../db/seed/demo-world.ts'
import { modules } from './modules.ts'
import { createSocleApp, joinJobs, openSocle } from './socle.ts'

const stopTimeoutMs = 8_000

await main()

async function main(): Promise<void> {
  const parsed = toConfig(process.env)
  if (!parsed.ok) return fail(formatMistakes(parsed.mistakes), 2)
  const { config } = parsed
  if (process.argv.includes('--print-config')) {
    process.stdout.write(`${JSON.stringify(printableConfig(config), null, 2)}\n`)
    return
  }
  for (const warning of parsed.warnings) process.stderr.write(`${warning}\n`)
  try {
    await requireFreePort(config)
    await serve(config)
  } catch (error) {
    fail(sentenceOf(error), 1)
  }
}

async function serve(config: Config): Promise<void> {
  const log = createLog(config.log_level)
  const socle = await openSocle(config, modules, log)
  const { services, opened } = socle
  if (opened.notice !== null) process.stdout.write(`${opened.notice}\n`)
  const readiness = { ready: false }
  const app = await createSocleApp(services, modules, readiness)
  const stop = stopper({
    drain: async () => {
      readiness.ready = false
      await services.events.close()
      await app.close()
    },
    close: () => socle.close(),
  })
  process.on('SIGTERM', stop).on('SIGINT', stop)
  try {
    await services.events.start()
    await services.jobs.work(joinJobs(services, modules))
    const logins = await seedDemoWorld(services, modules)
    await app.listen({ port: config.port, host: config.host })
    readiness.ready = true
    for (const { email, password } of logins) process.stdout.write(`${email}  ${password}\n`)
    process.stdout.write(`Socle prêt : ${addressOf(app.server.address(), config.host)}\n`)
  } catch (error) {
    await app.close()
    await socle.close()
    throw error
  }
}

interface Stop {
  readonly drain: () => Promise<void>
  readonly close: () => Promise<void>
}

/** One stop, whatever the number of signals; a request that does not end in time is cut. */
function stopper({ drain, close }: Stop): () => void {
  let stopping = false
  return () => {
    if (stopping) return
    stopping = true
    const limit = setTimeout(() => process.exit(1), stopTimeoutMs + 1_500)
    limit.unref()
    const drained = Promise.race([
      drain(),
      new Promise((resolve) => setTimeout(resolve, stopTimeoutMs - 3_000).unref()),
    ])
    drained
      .then(close)
      .then(() => process.exit(0))
      .catch((error: unknown) => fail(sentenceOf(error), 1))
  }
}

/** Asks for the port before the database is touched: the commonest mistake deserves the fastest answer. */
async function requireFreePort({ port, host }: Config): Promise<void> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject)
    probe.listen(port, host, () => probe.close(() => resolve()))
  })
}

function addressOf(address: ReturnType<ReturnType<typeof createServer>['address']>, host: string): string {
  const port = typeof address === 'object' && address !== null ? address.port : ''
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return `Socle n’a pas pu démarrer : ${String(error)}.`
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return 'Ce port est déjà utilisé : arrêtez l’autre programme ou choisissez PORT.'
  if (code === 'EACCES' && 'syscall' in error && error.syscall === 'listen')
    return 'Ce port demande des droits d’administrateur : choisissez PORT au-dessus de 1023.'
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return 'Cette machine n’a pas l’adresse demandée par HOST.'
  return error.message
}

function fail(sentence: string, code: number): void {
  process.stderr.write(`${sentence}\n`)
  process.exit(code)
}
