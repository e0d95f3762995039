// The secret of a source: sealed for this source, this kind of proof and this server; opened only to be sent there.
import { openSealedText, sealText } from '#kernel/sealed-text.ts'
import type { Services } from '#kernel/services.ts'
import type { ImportSource } from '../source-schemas.ts'

interface SecretOwner {
  readonly organization_id: string
  readonly id: string
  readonly url: string
  readonly credentials: ImportSource['credentials']
}

const purpose = 'kpi/import-source'

/** Seals a secret so that it is of no use elsewhere: an address that leads to another server cannot open it. */
export function sealSecret({ keys }: Pick<Services, 'keys'>, source: SecretOwner, secret: string): Buffer {
  return sealText(keys.derive(purpose), secret, contextOf(source))
}

export interface Proof extends SecretOwner {
  readonly user_name: string | null
  readonly sealed_secret: Uint8Array | null
}

/** The Authorization header, null when there is none; `unreadable` when SOCLE_SECRET is no longer what it was. */
export function authorizationOf(
  { keys }: Pick<Services, 'keys'>,
  source: Proof,
): { readonly header: string | null } | 'unreadable' {
  if (source.credentials === 'NONE' || source.sealed_secret === null) return { header: null }
  const secret = openSealedText(keys.derive(purpose), source.sealed_secret, contextOf(source))
  if (secret === null) return 'unreadable'
  if (source.credentials === 'BEARER') return { header: `Bearer ${secret}` }
  return { header: `Basic ${Buffer.from(`${source.user_name ?? ''}:${secret}`).toString('base64')}` }
}

function contextOf({ organization_id, id, url, credentials }: SecretOwner): string {
  return JSON.stringify([organization_id, id, credentials, new URL(url).origin])
}
