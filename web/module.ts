// What a module brings to the web interface. `src/modules/<name>/web/routes.tsx` exports one as `webModule`.
import type { AnyRoute } from '@tanstack/react-router'
import type { Icon } from '@tabler/icons-react'
import type { EventMapping } from './events.ts'
import type { Language, Messages } from './i18n/catalogue.ts'
import type { Me } from './queries.ts'

export interface NavigationItem<Key extends string = string> {
  readonly to: string
  readonly labelKey: Key
  readonly icon: Icon
  /** Left out: shown to everybody. */
  readonly visible?: (me: Me) => boolean
}

/** An entry of the Ctrl-K palette: a thing to create or do, or a place that is not in the rail (those are listed already). */
export interface PaletteCommand<Key extends string = string> {
  readonly id: string
  readonly labelKey: Key
  readonly group: 'go' | 'create' | 'act'
  readonly to: string
  readonly search?: Readonly<Record<string, string>>
  readonly icon?: Icon
  readonly visible?: (me: Me) => boolean
}

/** Something found by typing in the palette. */
export interface PaletteHit {
  readonly id: string
  readonly label: string
  readonly detail?: string
  readonly to: string
}

/** Words for the acts that the audit records, by their names: `kpi.created`. */
export type ActWords = Readonly<Record<Language, Readonly<Record<string, string>>>>

export interface WebModule<Key extends string = string> {
  readonly name: string
  /** Smaller comes first in the rail. */
  readonly order?: number
  readonly navigation: readonly NavigationItem<Key>[]
  readonly routes: (parent: AnyRoute) => readonly AnyRoute[]
  /** Pages outside the frame, for whoever comes without signing in. */
  readonly openRoutes?: (parent: AnyRoute) => readonly AnyRoute[]
  readonly messages: Messages<Key>
  readonly commands?: readonly PaletteCommand<Key>[]
  /** Finds things by name for the palette; called after two letters. */
  readonly find?: (text: string, signal: AbortSignal) => Promise<readonly PaletteHit[]>
  /** What its acts are called on the page of the audit, loaded with that page. */
  readonly acts?: () => Promise<ActWords>
  /** Which queries a change made elsewhere makes stale. */
  readonly events?: EventMapping
}
