// The demo world's automatic source: paused, at an address that is nobody's (RFC 2606), so that the demo never calls out.
import type { Scope } from '#kernel/database/database.ts'
import type { Services } from '#kernel/services.ts'
import { createSource } from './actions/change-source.ts'

/** Makes one source in the name of a person. */
export async function seedDemoSources(services: Services, scope: Scope): Promise<void> {
  await services.database.transaction(scope, (tx) =>
    createSource(tx, services, {
      name: 'Relevés de l’atelier (exemple)',
      url: 'https://exports.breval.example/atelier/valeurs.csv',
      schedule: 'DAILY',
      hour: 6,
      is_active: false,
    }),
  )
}
