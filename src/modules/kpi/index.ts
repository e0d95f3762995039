// The door of KPI steering: what the composition and other modules may use.
import { fileURLToPath } from 'node:url'
import type { Module } from '#kernel/module.ts'
import { seedKpiDemo } from './demo.ts'
import { kpiJobs } from './jobs.ts'
import { auditNames } from './queries/audit-names.ts'
import { addKpiModuleRoutes } from './routes.ts'
import { policy } from './rules/policy.ts'

export const kpi: Module = {
  name: 'kpi',
  migrations: fileURLToPath(new URL('migrations', import.meta.url)),
  policy,
  routes: addKpiModuleRoutes,
  jobs: kpiJobs,
  auditNames,
  seedDemo: seedKpiDemo,
}
