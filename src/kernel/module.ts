// What a module is to the composition: one value of this shape, one line in src/modules.ts.
import type { FastifyInstance } from 'fastify'
import type { AuditNames } from './audit/subjects.ts'
import type { Command } from './cli.ts'
import type { JobHandler } from './jobs/jobs.ts'
import type { Services } from './services.ts'
import type { Policy } from './tenancy/policy.ts'

export interface Module {
  /** Name of the folder, of the PostgreSQL schema and of the first part of event names. */
  readonly name: string
  /** Folder of its SQL migrations; null when it keeps no data. */
  readonly migrations: string | null
  readonly policy: Policy
  readonly routes: (app: FastifyInstance, services: Services) => void
  readonly jobs?: (services: Services) => readonly JobHandler[]
  readonly commands?: readonly Command[]
  /** How the audit finds the present names of what its entries are about. */
  readonly auditNames?: AuditNames
  /** Fills the demo world of one organisation. */
  readonly seedDemo?: (services: Services, demo: DemoWorld) => Promise<void>
}

/** Who and what the demo world starts from. */
export interface DemoWorld {
  readonly organization_id: string
  readonly users: Readonly<Record<string, string>>
  readonly teams: Readonly<Record<string, string>>
}
