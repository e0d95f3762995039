// Delivers events of the outbox to the people who are connected to this process and may know.
import { sql } from 'kysely'
import type { Database, Scope } from '../database/database.ts'
import { firstIdAt } from '../ids.ts'
import type { OrganizationId } from '../ids.ts'
import type { Log } from '../log.ts'

export interface DeliveredEvent {
  readonly id: string
  readonly type: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly at: string
}

export interface Listener {
  readonly scope: Scope
  readonly onEvent: (event: DeliveredEvent) => void
  /** Some events may have been missed: whatever is shown should be read again. */
  readonly onGap: () => void
  /** The person's rights or sessions have changed: whether he may still listen should be asked again. */
  readonly onAccessChanged: () => void
  /** The server stops: the listener should come back in a moment. */
  readonly onEnd: () => void
}

export interface EventHub {
  readonly start: () => Promise<void>
  /** Adds a listener; the returned function removes it. */
  readonly subscribe: (listener: Listener) => () => void
  readonly listenerCount: () => number
  /** Whether something happened in the organisation of `scope` during the last milliseconds. */
  readonly hasRecent: (scope: Scope, milliseconds: number) => Promise<boolean>
  readonly close: () => Promise<void>
}

interface EventRow extends DeliveredEvent {
  readonly audience: readonly string[] | null
  readonly is_personal: boolean
}

/** Makes the hub of one process. Only organisations with a connected listener cost a read. */
export function createEventHub(database: Database, log: Log): EventHub {
  const byOrganization = new Map<string, Set<Listener>>()
  let listening: { close: () => Promise<void> } | null = null

  const deliver = async (organization: string, eventId: string): Promise<void> => {
    const listeners = byOrganization.get(organization)
    if (listeners === undefined || listeners.size === 0) return
    const scope: Scope = { organization_id: organization as OrganizationId, user_id: null, role: 'SYSTEM' }
    const event = await database.read(scope, async (tx) => {
      const { rows } =
        await sql<EventRow>`select id, type, payload, at, audience, is_personal from kernel.event where id = ${eventId}`.execute(
          tx,
        )
      return rows[0]
    })
    if (event === undefined) return
    const { audience, is_personal, ...delivered } = event
    const person = accessChangedOf(delivered)
    for (const listener of listeners) {
      if (person !== null && listener.scope.user_id === person) listener.onAccessChanged()
      if (mayKnow(listener.scope, { audience, is_personal })) listener.onEvent(delivered)
    }
  }

  const onMessage = (message: string): void => {
    const [organization, eventId] = message.split(' ')
    if (organization === undefined || eventId === undefined) return
    deliver(organization, eventId).catch((error: unknown) => {
      log.error({ reason: String(error) }, 'an event could not be delivered')
      forEach(byOrganization.get(organization), (listener) => listener.onGap())
    })
  }

  const onGap = (): void => {
    for (const listeners of byOrganization.values()) forEach(listeners, (listener) => listener.onGap())
  }

  return {
    start: async () => {
      listening = await database.listen('socle_event', onMessage, onGap)
    },
    subscribe: (listener) => {
      const organization = listener.scope.organization_id
      const listeners = byOrganization.get(organization) ?? new Set()
      byOrganization.set(organization, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) byOrganization.delete(organization)
      }
    },
    listenerCount: () => [...byOrganization.values()].reduce((sum, listeners) => sum + listeners.size, 0),
    hasRecent: (scope, milliseconds) =>
      database.read(scope, async (tx) => {
        const { rows } = await sql<{ found: boolean }>`
          select exists (select from kernel.event where id >= ${firstIdAt(Date.now() - milliseconds)}) as found`.execute(
          tx,
        )
        return rows[0]?.found === true
      }),
    close: async () => {
      for (const listeners of byOrganization.values()) forEach(new Set(listeners), (listener) => listener.onEnd())
      await listening?.close()
      listening = null
    },
  }
}

/** The person whose access an event changes: events about users and sessions name him as `entity_id` or `user_id`. */
function accessChangedOf({ type, payload }: DeliveredEvent): unknown {
  if (type.startsWith('kernel.user.')) return payload['entity_id'] ?? null
  return type.startsWith('kernel.session.') ? (payload['user_id'] ?? null) : null
}

function mayKnow(scope: Scope, { audience, is_personal }: Pick<EventRow, 'audience' | 'is_personal'>): boolean {
  return (
    audience === null ||
    (scope.role !== 'USER' && !is_personal) ||
    (scope.user_id !== null && audience.includes(scope.user_id))
  )
}

function forEach(listeners: ReadonlySet<Listener> | undefined, tell: (listener: Listener) => void): void {
  for (const listener of listeners ?? []) tell(listener)
}
