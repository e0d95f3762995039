// The sentences of the shell, in every language.
import type { Messages } from './catalogue.ts'
import { fr, type MessageKey } from './fr.ts'

export const shellMessages: Messages<MessageKey> = { fr, en: async () => (await import('./en.ts')).en }
