// `socle keys rotate`: new tokens are signed with a new key, nobody is logged out.
import pg from 'pg'
import { withSocle } from '../cli.ts'
import type { CliServices, Command } from '../cli.ts'
import type { Session } from '../database/engine.ts'
import { connectionOf, toOutcome, withSettings } from '../database/postgres-engine.ts'
import { rotateKeys } from './keys.ts'

export const keysRotateCommand: Command = {
  name: 'keys rotate',
  summary: 'Signe désormais avec une nouvelle clé ; personne n’est déconnecté.',
  args: {},
  run: (call) =>
    withSocle(call, async (socle) => {
      const generation = await asOwner(socle, rotateKeys)
      const text = `Clé ${generation} en service : les autres serveurs l’emploient d’ici une minute, l’ancienne reste acceptée 15 minutes.`
      return { ok: true, text, data: { generation } }
    }),
}

/** The application may not write generations; the embedded database's one connection is its owner. */
async function asOwner<T>({ services, ownerUrl }: CliServices, work: (owner: Session) => Promise<T>): Promise<T> {
  if (ownerUrl === null) return work(services.database)
  const client = new pg.Client(withSettings(connectionOf(ownerUrl)))
  await client.connect()
  try {
    return await work({
      query: async (text, values) =>
        toOutcome(await client.query(text, values === undefined ? undefined : [...values])),
    })
  } finally {
    await client.end()
  }
}
