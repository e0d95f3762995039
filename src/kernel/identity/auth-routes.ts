// REST of signing up, in and out.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { endpoint } from '../http/endpoint.ts'
import { Problem, unauthenticated } from '../problem.ts'
import type { Services } from '../services.ts'
import { redeemLink, requestReset } from './account-links.ts'
import { createAfterAnswer } from './after-answer.ts'
import type { AfterAnswer } from './after-answer.ts'
import { normalizeEmail } from './email.ts'
import { authenticate } from './guard.ts'
import { invalidCredentials, logIn, recordFailedLogin } from './log-in.ts'
import { endSession, endSessionOf, refresh } from './refresh.ts'
import {
  AcceptBody,
  AuthOptions,
  LoginBody,
  RefreshBody,
  ResetBody,
  SignedInShape,
  SignUpBody,
  TokensShape,
} from './schemas.ts'
import { signUp } from './sign-up.ts'
import type { SignUpInput } from './sign-up.ts'
import { startSession } from './start-session.ts'
import type { Account, SignedIn } from './start-session.ts'
import { openAttempt } from './throttle.ts'
import { clearRefreshCookie, handOver, presentedRefreshToken, requireSameOrigin } from './web-client.ts'

const tag = 'Identity'

/** Adds the routes that need no access token. */
export function addAuthRoutes(app: FastifyInstance, services: Services): void {
  const afterAnswer = createAfterAnswer(app, services.log)
  addSignUp(app, services)
  addLogin(app, services, afterAnswer)
  addRefresh(app, services)
  addLogout(app, services)
  addLinks(app, services, afterAnswer)
}

function addSignUp(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'POST',
    path: '/auth/signup',
    permission: 'public',
    operation_id: 'signUp',
    summary: 'Create an organisation and its first ADMIN',
    tag,
    body: SignUpBody,
    answers: { 201: SignedInShape },
    problems: [409, 503],
    handle: async ({ body, request, reply }) => {
      requireSameOrigin(services, request)
      const created = await signUpCounted(services, body, request.ip)
      return handOver(services, { request, reply }, await openSessionOf(services, created, request))
    },
  })
}

/** Slows who looks for taken addresses, and who makes organisations by the hundred. */
async function signUpCounted(services: Services, body: SignUpInput, address: string): Promise<Account> {
  const guess = await openAttempt(services, { purpose: 'sign-up', account: normalizeEmail(body.email), address })
  const made = await openAttempt(services, { purpose: 'organization', account: null, address })
  const created = await signUp(services, body).catch(async (error: unknown) => {
    await made.succeed()
    // Only a taken address tells something about others; a refused password is no guess.
    if (!(error instanceof Problem && error.code === 'EMAIL_TAKEN')) await guess.succeed()
    throw error
  })
  await guess.succeed()
  return created
}

function addLogin(app: FastifyInstance, services: Services, afterAnswer: AfterAnswer): void {
  endpoint(app, {
    method: 'POST',
    path: '/auth/login',
    permission: 'public',
    operation_id: 'logIn',
    summary: 'Log in with e-mail and password',
    tag,
    body: LoginBody,
    answers: { 200: SignedInShape },
    problems: [401, 503],
    handle: async ({ body, request, reply }) => {
      requireSameOrigin(services, request)
      const outcome = await logIn(services, { ...body, address: request.ip, user_agent: userAgentOf(request) })
      if (outcome.kind === 'signed-in') return handOver(services, { request, reply }, outcome.signedIn)
      const { account } = outcome
      if (account === null) services.log.info({ request_id: request.id }, 'a login failed for an unknown account')
      else afterAnswer(reply, () => recordFailedLogin(services, account))
      throw invalidCredentials()
    },
  })
}

function addRefresh(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'POST',
    path: '/auth/refresh',
    permission: 'public',
    operation_id: 'refreshTokens',
    summary: 'Exchange a refresh token for new tokens',
    tag,
    body: RefreshBody,
    answers: { 200: TokensShape },
    problems: [401, 403],
    handle: async ({ body, request, reply }) => {
      requireSameOrigin(services, request)
      const token = presentedRefreshToken(request, body)
      if (token === undefined) throw unauthenticated()
      try {
        return handOver(services, { request, reply }, await refresh(services, token))
      } catch (error) {
        if (error instanceof Problem && error.status === 401) clearRefreshCookie(services, { request, reply })
        throw error
      }
    },
  })
}

function addLogout(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'POST',
    path: '/auth/logout',
    permission: 'public',
    operation_id: 'logOut',
    summary: 'End the session of a refresh token, else of the access token',
    tag,
    body: RefreshBody,
    answers: { 204: null },
    problems: [401, 403],
    handle: async ({ body, request, reply }) => {
      requireSameOrigin(services, request)
      const token = presentedRefreshToken(request, body)
      if (token === undefined) await endCurrentSession(services, request)
      else await endSessionOf(services, token)
      clearRefreshCookie(services, { request, reply })
    },
  })
}

function addLinks(app: FastifyInstance, services: Services, afterAnswer: AfterAnswer): void {
  endpoint(app, {
    method: 'POST',
    path: '/auth/invitations/accept',
    permission: 'public',
    operation_id: 'acceptInvitation',
    summary: 'Choose the first password with the token of an invitation',
    tag,
    body: AcceptBody,
    answers: { 200: SignedInShape },
    problems: [403, 503],
    handle: async ({ body, request, reply }) => {
      requireSameOrigin(services, request)
      const account = await redeemLink(services, { ...body, purpose: 'INVITATION' })
      return handOver(services, { request, reply }, await openSessionOf(services, account, request))
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/auth/options',
    permission: 'public',
    operation_id: 'getAuthOptions',
    summary: 'What signing in offers here: whether letters can be sent',
    tag,
    answers: { 200: AuthOptions },
    handle: async () => ({ mail_available: services.mail.enabled }),
  })
  endpoint(app, {
    method: 'POST',
    path: '/auth/password/reset',
    permission: 'public',
    operation_id: 'requestPasswordReset',
    summary: 'Ask for a letter to choose a new password; the answer never tells whether the address is known',
    tag,
    body: ResetBody,
    answers: { 204: null },
    problems: [503],
    handle: async ({ body, request, reply }) => {
      requireMail(services)
      await openAttempt(services, {
        purpose: 'reset',
        account: normalizeEmail(body.email) ?? body.email,
        address: request.ip,
      })
      afterAnswer(reply, () => requestReset(services, body.email))
    },
  })
  endpoint(app, {
    method: 'POST',
    path: '/auth/password/reset/confirm',
    permission: 'public',
    operation_id: 'confirmPasswordReset',
    summary: 'Choose a new password with the token of a letter; every session ends',
    tag,
    body: AcceptBody,
    answers: { 204: null },
    problems: [503],
    handle: async ({ body }) => {
      await redeemLink(services, { ...body, purpose: 'PASSWORD_RESET' })
    },
  })
}

async function openSessionOf(services: Services, account: Account, request: FastifyRequest): Promise<SignedIn> {
  const signedIn = await startSession(services, account, userAgentOf(request))
  if (signedIn === null) throw invalidCredentials()
  return signedIn
}

async function endCurrentSession(services: Services, request: FastifyRequest): Promise<void> {
  const scope = await authenticate(services, request.headers.authorization)
  const { user_id, session_id } = scope
  if (user_id === null || session_id === undefined) throw unauthenticated()
  await services.database.transaction(scope, (tx) => endSession(tx, { id: session_id, user_id }))
}

function requireMail(services: Services): void {
  if (services.mail.enabled) return
  throw new Problem(503, 'MAIL_DISABLED', 'Ce Socle n’envoie pas d’e-mails.', {
    detail: 'Demandez à un administrateur de votre organisation de vous redonner un accès.',
  })
}

function userAgentOf(request: FastifyRequest): string {
  return request.headers['user-agent'] ?? ''
}
