// One description per server call of the kernel: key, request, shape. Loaders and components use the same.
import { infiniteQueryOptions, queryOptions, type InfiniteData } from '@tanstack/react-query'
import { get } from './api.ts'
import type { ServerEvent } from './events.ts'
import type { QueryParameters } from './http-client.ts'
import type { Language } from './i18n/catalogue.ts'

export type Role = 'ADMIN' | 'USER'

export interface User {
  readonly id: string
  readonly email: string
  readonly full_name: string
  readonly role: Role
  readonly language: Language
  readonly is_active: boolean
  readonly organization_id: string
  readonly created_at?: string
}

export interface Organization {
  readonly id: string
  readonly name: string
  readonly time_zone: string
}

export interface Me {
  readonly user: User
  readonly organization: Organization
}

export interface Authenticated extends Me {
  readonly access_token: string
  readonly expires_in: number
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next_cursor: string | null
}

export interface Member {
  readonly id: string
  readonly full_name: string
  readonly email: string
}

export interface LoginSession {
  readonly id: string
  readonly created_at: string
  readonly last_used_at: string
  readonly user_agent: string
  readonly current: boolean
}

export interface Team {
  readonly id: string
  readonly name: string
  readonly updated_at: string
  readonly members: readonly { readonly user_id: string; readonly full_name: string }[]
}

/** What people choose by when they say what they want to hear. */
export const topics = ['ALERT', 'REMINDER', 'MENTION', 'ASSIGNMENT', 'APPROVAL', 'IMPORT', 'OTHER'] as const
export type Topic = (typeof topics)[number]

export interface Preferences {
  readonly digest: 'NONE' | 'DAILY' | 'WEEKLY'
  /** ISO: 1 is Monday. */
  readonly weekday: number
  readonly hour: number
  readonly topics: Readonly<Record<Topic, { readonly app: boolean; readonly email: boolean }>>
  readonly mail_available: boolean
}

export interface Notification {
  readonly id: string
  readonly kind: string
  readonly topic: Topic
  readonly title: string
  readonly body: string | null
  readonly link: string | null
  readonly read_at: string | null
  readonly created_at: string
}

export interface NotificationPage extends Page<Notification> {
  readonly unread_count: number
}

export interface AuditEntry {
  readonly seq: number
  readonly at: string
  readonly actor_id: string | null
  readonly action: string
  readonly entity: string
  readonly entity_id: string | null
  /** Its present name; null where it is about nothing that has one. */
  readonly entity_name: string | null
  readonly entity_gone: boolean
  readonly summary: string | null
  readonly before: unknown
  readonly after: unknown
  readonly hash: string
  readonly prev_hash: string
}

export interface AuditVerdict {
  readonly ok: boolean
  readonly entries: number
  readonly head: string | null
  readonly first_broken: number | null
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => get<Me>('/auth/me', { signal }),
  staleTime: 60_000,
})

/** Whether letters can be sent here; asked before anybody has signed in. */
export const authOptionsQuery = queryOptions({
  queryKey: ['auth-options'],
  queryFn: ({ signal }) => get<{ readonly mail_available: boolean }>('/auth/options', { signal }),
  staleTime: Infinity,
})

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => get<Page<LoginSession>>('/auth/sessions', { signal }),
})

export const usersQuery = listQuery<User>(['users'], '/users')
export const teamsQuery = listQuery<Team>(['teams'], '/teams')

/** The people of the organisation, for owner and member pickers. */
export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: ({ signal }) => get<Page<Member>>('/users/members', { query: { limit: 500 }, signal }),
  staleTime: 60_000,
})

export const notificationsQuery = infiniteQueryOptions({
  queryKey: ['notifications'],
  queryFn: ({ pageParam, signal }) => get<NotificationPage>('/notifications', { query: { cursor: pageParam }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
})

/** Of one topic; below the key of all, so that what makes those stale makes these stale. */
export const topicQuery = (topic: Topic) =>
  infiniteQueryOptions({
    ...notificationsQuery,
    queryKey: [...notificationsQuery.queryKey, topic],
    queryFn: ({ pageParam, signal }) =>
      get<NotificationPage>('/notifications', { query: { cursor: pageParam, topic }, signal }),
  })

export const preferencesQuery = queryOptions({
  queryKey: ['notification-preferences'],
  queryFn: ({ signal }) => get<Preferences>('/notifications/preferences', { signal }),
})

export interface AuditFilter {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly actor_id?: string | undefined
  readonly action?: string | undefined
  readonly entity_id?: string | undefined
}

export const auditQuery = (filter: AuditFilter) => listQuery<AuditEntry>(['audit', filter], '/audit', { ...filter })

export const auditVerifyQuery = queryOptions({
  queryKey: ['audit-verify'],
  queryFn: ({ signal }) => get<AuditVerdict>('/audit/verify', { signal }),
  enabled: false,
  gcTime: 0,
})

/** A list by pages: `useInfiniteQuery(listQuery(…))`, then `rowsOf(query.data)`. */
export function listQuery<Item>(queryKey: readonly unknown[], path: string, query: QueryParameters = {}) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => get<Page<Item>>(path, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
}

/** All rows read so far, in order. */
export function rowsOf<Item>(data: InfiniteData<Page<Item>> | undefined): readonly Item[] {
  return data?.pages.flatMap((page) => page.items) ?? []
}

const keysByNoun: Readonly<Record<string, readonly (readonly string[])[]>> = {
  user: [['users'], ['members'], ['me']],
  team: [['teams']],
  notification: [['notifications']],
  session: [['sessions']],
  organization: [['me']],
}

/** The kernel's part of the realtime mapping; event types read `module.noun.past` or `noun.past`. */
export function kernelEvents(event: ServerEvent): readonly (readonly string[])[] {
  return event.type.split('.').flatMap((word) => keysByNoun[word] ?? [])
}

/** Whom to write to about accessibility; open to all. */
export const accessibilityContactQuery = queryOptions({
  queryKey: ['accessibility'],
  queryFn: ({ signal }) => get<{ readonly contact: string | null }>('/accessibility', { signal }),
})
