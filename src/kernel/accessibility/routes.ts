// What the accessibility statement needs from this installation: whom to write to.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { endpoint } from '../http/endpoint.ts'
import { Nullable, Shape } from '../http/schemas.ts'
import type { Services } from '../services.ts'

const AccessibilityShape = Shape({
  /** E-mail or web address; null until the operator names one. */
  contact: Nullable(Type.String({ examples: ['accessibilite@ville-de-breval.example'] })),
})

/** Adds /accessibility, open to all: the law asks for a statement that anybody can read. */
export function addAccessibilityRoutes(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/accessibility',
    permission: 'public',
    operation_id: 'getAccessibility',
    summary: 'Whom to tell that something is not accessible',
    tag: 'Accessibility',
    answers: { 200: AccessibilityShape },
    handle: async () => ({ contact: services.config.accessibility_contact }),
  })
}
