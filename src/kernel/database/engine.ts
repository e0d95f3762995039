// What the kernel asks of a database engine; two drivers implement it: node-postgres and PGlite.

/** Rows in our own types: bigint for int8, text for date, numeric and instants, Uint8Array for bytea. */
export interface QueryOutcome {
  readonly rows: readonly Record<string, unknown>[]
  /** Rows read, or written by insert, update and delete. */
  readonly row_count: number
}

export interface Session {
  query(text: string, values?: readonly unknown[]): Promise<QueryOutcome>
}

export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

export interface OpenTransaction extends Session {
  /** Runs the last statements and commits, all in one flight: locks they take are held for no round trip. */
  commit(last?: readonly Statement[]): Promise<void>
  rollback(): Promise<void>
}

/** The three settings that row level security and visibility views read; texts are ids or empty. */
export interface ScopeSettings {
  readonly organization: string
  readonly user: string
  readonly role: string
  readonly read_only: boolean
  /** When set, person and session are checked as the transaction opens; the role is then the one found. */
  readonly session: string | null
}

export interface Listening {
  close(): Promise<void>
}

export interface Engine {
  readonly kind: 'external' | 'native' | 'embedded'
  /** Opens a transaction already inside its scope. */
  begin(settings: ScopeSettings): Promise<OpenTransaction>
  /** Runs one statement on its own, outside any scope: only kernel functions and the job queue are reachable so. */
  query(text: string, values?: readonly unknown[]): Promise<QueryOutcome>
  /** Listens on one channel until closed. `onGap` runs after every reconnection, since messages may have been missed. */
  listen(channel: string, onMessage: (payload: string) => void, onGap: () => void): Promise<Listening>
  close(): Promise<void>
}
