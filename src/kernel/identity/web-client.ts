// Browsers of our own web interface: the refresh token travels in a cookie that no script can read.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'
import type { Tokens } from './start-session.ts'

const cookieName = 'socle_refresh'
const cookiePath = '/api/v1/auth'
const cookieSeconds = 30 * 24 * 3600

/** Whether the caller is our web interface. */
export function isWebClient(request: FastifyRequest): boolean {
  return request.headers['x-socle-client'] === 'web'
}

/** Refuses a browser that acts for another site. A page cannot hide or forge these two headers. */
export function requireSameOrigin(services: Services, request: FastifyRequest): void {
  if (!isWebClient(request) && request.cookies[cookieName] === undefined) return
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  const isForeignSite = site !== undefined && site !== 'same-origin' && site !== 'none'
  if ((origin === undefined || isOwnOrigin(services, request, origin)) && !isForeignSite) return
  throw new Problem(403, 'FOREIGN_ORIGIN', 'Cette demande vient d’un autre site.')
}

/** The refresh token of the body, else of the cookie when our web interface asks. */
export function presentedRefreshToken(
  request: FastifyRequest,
  body: { readonly refresh_token?: string },
): string | undefined {
  if (body.refresh_token !== undefined) return body.refresh_token
  return isWebClient(request) ? request.cookies[cookieName] : undefined
}

/** Gives the tokens: to a browser the refresh token only as a cookie, to others in the body. */
export function handOver<T extends Tokens>(
  services: Services,
  call: Exchange,
  signedIn: T,
): Omit<T, 'refresh_token'> | T {
  if (!isWebClient(call.request)) return signedIn
  const { refresh_token, ...rest } = signedIn
  call.reply.setCookie(cookieName, refresh_token, { ...cookieOptions(services, call.request), maxAge: cookieSeconds })
  return rest
}

/** Makes the browser forget its session. */
export function clearRefreshCookie(services: Services, { request, reply }: Exchange): void {
  if (request.cookies[cookieName] !== undefined) reply.clearCookie(cookieName, cookieOptions(services, request))
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

function cookieOptions(services: Services, request: FastifyRequest) {
  const isSecure = request.protocol === 'https' || services.config.public_url?.startsWith('https:') === true
  return { path: cookiePath, httpOnly: true, sameSite: 'strict', secure: isSecure } as const
}

/** The public address, or the host that the browser itself addressed (through the proxy when it is trusted). */
function isOwnOrigin({ config }: Services, request: FastifyRequest, origin: string): boolean {
  if (!URL.canParse(origin)) return false
  if (config.public_url !== null && new URL(config.public_url).origin === origin) return true
  return new URL(origin).host === request.host
}
