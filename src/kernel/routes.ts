// All routes of the kernel.
import type { FastifyInstance } from 'fastify'
import { addAccessibilityRoutes } from './accessibility/routes.ts'
import { addAuditRoutes } from './audit/routes.ts'
import type { AuditNames } from './audit/subjects.ts'
import { addAccountRoutes } from './identity/account-routes.ts'
import { addAuthRoutes } from './identity/auth-routes.ts'
import { addUserRoutes } from './identity/user-routes.ts'
import { addPreferenceRoutes } from './notifications/preference-routes.ts'
import { addNotificationRoutes } from './notifications/routes.ts'
import type { Services } from './services.ts'
import { addTenancyRoutes } from './tenancy/routes.ts'

/** `names` are those of the modules. Adds identity, tenancy, audit, notifications and the accessibility statement to the application. */
export function registerKernelRoutes(app: FastifyInstance, services: Services, names: AuditNames): void {
  addAuthRoutes(app, services)
  addAccountRoutes(app, services)
  addUserRoutes(app, services)
  addTenancyRoutes(app, services)
  addAuditRoutes(app, services, names)
  addNotificationRoutes(app, services)
  addPreferenceRoutes(app, services)
  addAccessibilityRoutes(app, services)
}
