// The addresses: the shell's own pages and those of every module, below one frame for signed-in people.
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type AnyRoute,
  type AnyRouter,
} from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { session } from './api.ts'
import { PageSkeleton } from './components/states.tsx'
import { Frame } from './frame/frame.tsx'
import { webModules } from './modules.ts'
import { ErrorPage, NotFoundPage } from './pages/error-page.tsx'
import { RootView } from './root-view.tsx'
import { meQuery } from './queries.ts'
import { localAddress, parseUrlSearch, stringifyUrlSearch, type UrlSearch } from './url-param.ts'

export interface RouterContext {
  readonly queryClient: QueryClient
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: RootView,
  notFoundComponent: NotFoundPage,
  validateSearch: (search: Record<string, unknown>): UrlSearch => search as UrlSearch,
})

const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'frame',
  component: Frame,
  beforeLoad: ({ location }) => {
    if (session.status() !== 'anonymous') return
    const wanted = location.href === '/' ? {} : { next: location.href }
    throw redirect({ to: '/login', search: wanted })
  },
  loader: ({ context }) => context.queryClient.ensureQueryData(meQuery),
})

const homeRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: homePath() })
  },
})

/** Who is signed in already goes on to where he wanted to go. */
const outsideRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'outside',
  beforeLoad: ({ search }) => {
    if (session.status() === 'active') throw redirect({ href: localAddress((search as UrlSearch)['next']) })
  },
})

const loadPasswordPages = () => import('./pages/password-pages.tsx')

const outsidePages = [
  page(outsideRoute, '/login', () => import('./pages/login-page.tsx'), 'LoginPage'),
  page(outsideRoute, '/signup', () => import('./pages/sign-up-page.tsx'), 'SignUpPage'),
]

const letterPages = [
  page(rootRoute, '/forgotten-password', loadPasswordPages, 'ForgottenPasswordPage'),
  page(rootRoute, '/reset-password', loadPasswordPages, 'ResetPasswordPage'),
  page(rootRoute, '/invitation', loadPasswordPages, 'InvitationPage'),
]

const openPages = [
  page(rootRoute, '/accessibilite', () => import('./pages/accessibility-page.tsx'), 'AccessibilityPage'),
]

const shellRoutes = [
  createRoute({ getParentRoute: () => frameRoute, path: '$', component: NotFoundPage }),
  page(frameRoute, '/profile', () => import('./pages/profile-page.tsx'), 'ProfilePage'),
  page(frameRoute, '/notifications', () => import('./pages/notifications-page.tsx'), 'NotificationsPage'),
  page(frameRoute, '/admin/organization', () => import('./pages/organization-page.tsx'), 'OrganizationPage'),
  page(frameRoute, '/admin/users', () => import('./pages/users-page.tsx'), 'UsersPage'),
  page(frameRoute, '/admin/teams', () => import('./pages/teams-page.tsx'), 'TeamsPage'),
  page(frameRoute, '/admin/audit', () => import('./pages/audit-page.tsx'), 'AuditPage'),
]

/** The router of the whole interface. */
export function createAppRouter(queryClient: QueryClient): AnyRouter {
  const moduleRoutes = webModules.flatMap((module) => module.routes(frameRoute))
  const routeTree = rootRoute.addChildren([
    outsideRoute.addChildren(outsidePages),
    ...letterPages,
    ...webModules.flatMap((module) => module.openRoutes?.(rootRoute) ?? []),
    ...openPages,
    frameRoute.addChildren([homeRoute, ...shellRoutes, ...moduleRoutes]),
  ])
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch: parseUrlSearch,
    stringifySearch: stringifyUrlSearch,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 150,
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
  })
}

/** The first place of the first module; a shell without modules opens on notifications. */
export function homePath(): string {
  return webModules[0]?.navigation[0]?.to ?? '/notifications'
}

function page<Name extends string>(
  parent: AnyRoute,
  path: string,
  load: () => Promise<Readonly<Record<Name, () => ReactNode>>>,
  name: Name,
): AnyRoute {
  return createRoute({ getParentRoute: () => parent, path, component: lazyRouteComponent(load, name) })
}
