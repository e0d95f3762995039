// REST of screens, and the one address that their tokens open.
import type { FastifyInstance } from 'fastify'
import { endpoint } from '#kernel/http/endpoint.ts'
import { fetchLimit, pageOf } from '#kernel/http/paging.ts'
import { createRateLimit } from '#kernel/http/rate-limit.ts'
import { hashToken, isOpaqueToken } from '#kernel/identity/refresh-token.ts'
import { Problem } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { createScreen } from './actions/create-screen.ts'
import { deleteScreen } from './actions/delete-screen.ts'
import { updateScreen } from './actions/update-screen.ts'
import { readKey } from './keyset.ts'
import {
  findScreen,
  findScreenToken,
  findShownScreen,
  listScreens,
  narrowToScreen,
  updateLastSeen,
} from './queries/screens.ts'
import type { ScreenRow, ScreenToken } from './queries/screens.ts'
import {
  MadeScreen,
  NewScreen,
  Screen,
  ScreenChange,
  ScreenContent,
  ScreenPage,
  ScreenQuery,
} from './screen-schemas.ts'
import { readContent } from './screen-wire.ts'

const tag = 'Écrans'
/** Several televisions may share an address; each asks about three times a minute. */
const callsPerMinute = 60
/** Its own header: a token that opens one read must not look like one that opens everything. */
const tokenHeader = 'x-socle-screen'

export function addScreenRoutes(app: FastifyInstance, services: Services): void {
  const { database } = services
  endpoint(app, {
    method: 'GET',
    path: '/screens',
    permission: 'screen.read',
    operation_id: 'listScreens',
    summary: 'Les écrans : tous pour un administrateur, sinon ceux que vous avez créés',
    tag,
    query: ScreenQuery,
    answers: { 200: ScreenPage },
    handle: async ({ scope, query }) => {
      const after = readKey(query, ['id'])?.[0] ?? null
      const rows = await database.read(scope, (tx) => listScreens(tx, { after, limit: fetchLimit(query) }))
      const page = pageOf(rows, query, (row) => [row.id])
      return page
    },
  })
  endpoint(app, {
    method: 'POST',
    path: '/screens',
    permission: 'screen.create',
    operation_id: 'createScreen',
    summary: 'Crée un écran pour vos tableaux de bord ; son adresse n’est dite qu’une fois',
    tag,
    body: NewScreen,
    answers: { 201: MadeScreen },
    handle: ({ scope, body }) =>
      database.transaction(scope, async (tx) => {
        const { id, token } = await createScreen(tx, body)
        const row = (await findScreen(tx, id)) as ScreenRow
        return { ...row, token, address: `/tv#${token}` }
      }),
  })
  addScreenItem(app, services)
  addContent(app, services)
}

function addScreenItem(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'PATCH',
    path: '/screens/{screen_id}',
    permission: 'screen.update',
    operation_id: 'updateScreen',
    summary: 'Change ce qu’un écran montre ; son adresse reste la même',
    tag,
    body: ScreenChange,
    answers: { 200: Screen },
    problems: [412],
    handle: ({ scope, id, body, if_match }) =>
      database.transaction(scope, (tx) => updateScreen(tx, { id: id<'screen'>('screen_id'), change: body, if_match })),
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/screens/{screen_id}',
    permission: 'screen.delete',
    operation_id: 'deleteScreen',
    summary: 'Supprime un écran : son adresse ne montre plus rien',
    tag,
    answers: { 204: null },
    handle: ({ scope, id }) => database.transaction(scope, (tx) => deleteScreen(tx, id<'screen'>('screen_id'))),
  })
}

function addContent(app: FastifyInstance, services: Services): void {
  const byScreen = createRateLimit(Math.min(services.config.rate_limit_per_minute, callsPerMinute))
  endpoint(app, {
    method: 'GET',
    path: '/tv/content',
    permission: 'public',
    operation_id: 'getScreenContent',
    summary: 'Ce que montre un écran, pour qui présente son jeton dans l’en-tête X-Socle-Screen',
    tag,
    answers: { 200: ScreenContent },
    problems: [401],
    handle: async ({ request }) => {
      const token = await requireScreen(services, request.headers[tokenHeader])
      const wait = byScreen.take(token.screen_id)
      if (wait !== null) throw tooMany(wait)
      return showScreen(services, token)
    },
  })
}

/** Throws 401 SCREEN_NOT_ACTIVE, the same for a wrong, deleted or expired one and for one whose maker has left. */
async function requireScreen(services: Services, header: string | readonly string[] | undefined): Promise<ScreenToken> {
  const token = typeof header === 'string' && isOpaqueToken(header) ? header : null
  const found = token === null ? null : await findScreenToken(services.database, hashToken(token))
  if (found === null) throw notActive()
  return found
}

async function showScreen({ database }: Services, token: ScreenToken): Promise<ScreenContent> {
  const { organization_id, user_id, role, screen_id } = token
  const shown = await database.read({ organization_id, user_id, role }, async (tx) => {
    await narrowToScreen(tx, screen_id)
    const screen = await findShownScreen(tx, screen_id)
    if (screen === null) throw notActive()
    return { is_seen: screen.is_seen, content: await readContent(tx, screen) }
  })
  if (!shown.is_seen) {
    const scope = { organization_id, user_id: null, role: 'SYSTEM' } as const
    await database.transaction(scope, (tx) => updateLastSeen(tx, screen_id))
  }
  return shown.content
}

function notActive(): Problem {
  return new Problem(401, 'SCREEN_NOT_ACTIVE', 'Cet écran n’est plus actif.', {
    detail: 'Demandez une nouvelle adresse à la personne qui gère les écrans.',
  })
}

function tooMany(wait: number): Problem {
  return new Problem(429, 'TOO_MANY_REQUESTS', 'Trop de demandes : patientez un instant.', {
    headers: { 'retry-after': String(wait) },
  })
}
