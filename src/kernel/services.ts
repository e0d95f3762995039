// What the process owns and hands down: made once by the composition, never imported as a global.
import type { Config } from './config.ts'
import type { Database } from './database/database.ts'
import type { EventHub } from './events/hub.ts'
import type { BlobStore } from './files/blob-store.ts'
import type { KeyRing } from './identity/keys.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Log } from './log.ts'
import type { Mailer } from './notifications/mail.ts'
import type { Press } from './typeset/press.ts'

export interface Services {
  readonly config: Config
  readonly database: Database
  readonly log: Log
  readonly keys: KeyRing
  readonly events: EventHub
  readonly jobs: Jobs
  readonly mail: Mailer
  /** The bytes of files. */
  readonly files: BlobStore
  readonly press: Press
}
