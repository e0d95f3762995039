// Builds Socle from a configuration: database, services, routes. The three doors and the tests share it.
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { AuditNames } from '#kernel/audit/subjects.ts'
import { openDatabase } from '#kernel/boot.ts'
import type { OpenedDatabase } from '#kernel/boot.ts'
import type { Config } from '#kernel/config.ts'
import type { MigrationSet } from '#kernel/database/migrate.ts'
import { createEventHub } from '#kernel/events/hub.ts'
import { addEventRoutes } from '#kernel/events/routes.ts'
import { createApp } from '#kernel/http/app.ts'
import { addHealth } from '#kernel/http/health.ts'
import type { Readiness } from '#kernel/http/health.ts'
import { addOpenApi, collectEndpoints } from '#kernel/http/openapi.ts'
import { addProblemPages } from '#kernel/http/problem-pages.ts'
import { addWebBundle } from '#kernel/http/static-files.ts'
import { createFileStore } from '#kernel/files/blob-store.ts'
import { createKeyRing } from '#kernel/identity/keys.ts'
import { openJobs } from '#kernel/jobs/jobs.ts'
import type { JobHandler } from '#kernel/jobs/jobs.ts'
import type { Log } from '#kernel/log.ts'
import type { Module } from '#kernel/module.ts'
import { kernelJobs } from '#kernel/jobs/upkeep.ts'
import { createMailer } from '#kernel/notifications/mail.ts'
import { registerKernelRoutes } from '#kernel/routes.ts'
import type { Services } from '#kernel/services.ts'
import { kernelPolicy } from '#kernel/tenancy/policy.ts'
import type { Policy } from '#kernel/tenancy/policy.ts'
import { createPress } from '#kernel/typeset/press.ts'

const kernelMigrations = fileURLToPath(new URL('./kernel/migrations', import.meta.url))
const webBundle = fileURLToPath(new URL('../web/dist', import.meta.url))

export interface Socle {
  readonly services: Services
  readonly opened: OpenedDatabase
  readonly close: () => Promise<void>
}

/** How the audit finds the names of what all modules tell it of. */
function joinAuditNames(modules: readonly Module[]): AuditNames {
  return Object.fromEntries(modules.flatMap(({ auditNames = {} }) => Object.entries(auditNames)))
}

/** Every verb of the kernel and of the given modules. */
export function joinPolicies(modules: readonly Module[]): Policy {
  return Object.assign({}, kernelPolicy, ...modules.map((module) => module.policy)) as Policy
}

/** All background handlers, in the order of their owners. */
export function joinJobs(services: Services, modules: readonly Module[]): readonly JobHandler[] {
  return [...kernelJobs(services), ...modules.flatMap((module) => module.jobs?.(services) ?? [])]
}

/** The SQL files of the kernel and of the given modules, in the order they are applied. */
export function joinMigrations(modules: readonly Module[]): readonly MigrationSet[] {
  return [
    { schema: 'kernel', directory: kernelMigrations },
    ...modules.flatMap((module) =>
      module.migrations === null ? [] : [{ schema: module.name, directory: module.migrations }],
    ),
  ]
}

/** Opens the database, brings it up to date and makes the services. Nothing listens yet. */
export async function openSocle(
  config: Config,
  modules: readonly Module[],
  log: Log,
  { besideServer = false }: { readonly besideServer?: boolean } = {},
): Promise<Socle> {
  // Queues are made by the owner before any service exists; their handlers only run later.
  const queues = joinJobs({} as Services, modules)
  const opened = await openDatabase(config, { sets: joinMigrations(modules), queues }, { log, besideServer })
  try {
    const { database, secret } = opened
    const events = createEventHub(database, log)
    const keys = await createKeyRing(database, secret)
    const jobs = await openJobs(database, log)
    const mail = createMailer(config)
    const press = createPress()
    const services: Services = {
      config,
      database,
      log,
      keys,
      events,
      jobs,
      mail,
      press,
      files: createFileStore(config.data_dir),
    }
    const close = async (): Promise<void> => {
      await jobs.close()
      await events.close()
      mail.close()
      await press.close()
      keys.close()
      await opened.close()
    }
    return { services, opened, close }
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** Makes the web application with every route; `readiness` belongs to whoever listens. */
export async function createSocleApp(
  services: Services,
  modules: readonly Module[],
  readiness: Readiness,
): Promise<FastifyInstance> {
  const policy = joinPolicies(modules)
  const app = await createApp(services, policy)
  const endpoints = collectEndpoints(app)
  addHealth(app, services, readiness)
  addProblemPages(app)
  registerKernelRoutes(app, services, joinAuditNames(modules))
  addEventRoutes(app, services)
  for (const module of modules) module.routes(app, services)
  addOpenApi(app, endpoints, policy)
  await addWebBundle(app, webBundle)
  return app
}
