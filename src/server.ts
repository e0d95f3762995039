// The web door: configuration, start, one ready line, a clean stop.
import { flushCompileCache } from 'node:module'
import { createServer } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { formatMistakes, printableConfig, toConfig } from '#kernel/config.ts'
import type { Config } from '#kernel/config.ts'
import { createLog } from '#kernel/log.ts'
import { seedDemoWorld } from '../db/seed/demo-world.ts'
import { modules } from './modules.ts'
import { createSocleApp, joinJobs, openSocle } from './socle.ts'

const drainTimeoutMs = 5_000
const stopTimeoutMs = 9_500

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
  const asked = askedToStop()
  const socle = await openSocle(config, modules, createLog(config.log_level))
  const { services, opened } = socle
  if (opened.notice !== null) process.stdout.write(`${opened.notice}\n`)
  const readiness = { ready: false }
  const app = await createSocleApp(services, modules, readiness)
  try {
    await services.events.start()
    await services.jobs.work(joinJobs(services, modules))
    const logins = await seedDemoWorld(services, modules)
    // A server may be killed months later: its compiled code is kept for the next start now, not at its end.
    flushCompileCache()
    await app.listen({ port: config.port, host: config.host })
    readiness.ready = true
    for (const { email, password } of logins) process.stdout.write(`${email}  ${password}\n`)
    process.stdout.write(`Socle prêt : ${addressOf(app.server.address(), config.host)}\n`)
    const death = await Promise.race([asked, opened.died])
    readiness.ready = false
    await services.events.close()
    await Promise.all([drain(app), services.jobs.close()])
    if (death !== undefined) throw new Error(death)
  } finally {
    await app.close()
    await socle.close()
  }
  process.exit(0)
}

/** Lets the requests that are under way end; those that do not in time are cut. */
async function drain(app: FastifyInstance): Promise<void> {
  const limit = setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs)
  await app.close()
  clearTimeout(limit)
}

/** Resolves at the first signal, also when it comes during the start; later ones change nothing; a stop that takes too long is cut. */
async function askedToStop(): Promise<undefined> {
  await new Promise((resolve) => process.on('SIGTERM', resolve).on('SIGINT', resolve))
  setTimeout(() => process.exit(1), stopTimeoutMs).unref()
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
