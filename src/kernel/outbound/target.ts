// An address that somebody gave and that this server is to fetch: its form, and where it really leads.
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { LookupAddress } from 'node:dns'
import { isNearAddress, isPublicAddress } from './public-address.ts'

/** What an installation lets us reach although it is private: `host` or `host:port`, comma-separated. */
export type AllowedHosts = ReadonlySet<string>

export type TargetFault = 'MALFORMED' | 'SCHEME' | 'USER_INFO' | 'PRIVATE' | 'INSECURE'

export function readAllowedHosts(list: string | null): AllowedHosts {
  return new Set((list ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim().toLowerCase()])))
}

export function isAllowedHost(url: URL, allowed: AllowedHosts): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  return allowed.has(url.hostname) || allowed.has(`${url.hostname}:${port}`)
}

/**
 * What is wrong with an address as far as its text tells; null when nothing is. `secret`: something secret travels with the
 * request, so the line must be encrypted.
 */
export function targetFault(
  text: string,
  { allowed, secret }: { readonly allowed: AllowedHosts; readonly secret: boolean },
): TargetFault | null {
  const url = URL.parse(text)
  if (url === null) return 'MALFORMED'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'SCHEME'
  if (url.username !== '' || url.password !== '') return 'USER_INFO'
  const isAllowed = isAllowedHost(url, allowed)
  if (!isAllowed && isPrivateByText(url)) return 'PRIVATE'
  return secret && url.protocol === 'http:' && !isAllowed ? 'INSECURE' : null
}

/** Names that the public internet never has: of this machine, of the local link, of private networks. */
const privateNames = /(?:^|\.)(?:localhost|local|internal|home\.arpa)\.?$/i

function isPrivateByText(url: URL): boolean {
  const literal = literalOf(url)
  return literal === null ? privateNames.test(url.hostname) : !isPublicAddress(literal)
}

/** The IP address that a URL names instead of a host; URL has already read the octal, hexadecimal and one-number forms. */
function literalOf({ hostname }: URL): string | null {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return isIP(bare) === 0 ? null : bare
}

export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

const resolveByName: Resolve = (hostname) => lookup(hostname, { all: true, order: 'verbatim' })

/**
 * The addresses to connect to: the name is asked for once, and the connection must go to one of these. Null when one of them
 * is not public, or is near (a name with one good and one bad address is a trap). Rejects as the resolver does.
 */
export async function resolveTarget(
  url: URL,
  allowed: AllowedHosts,
  resolve: Resolve = resolveByName,
  interfaces = networkInterfaces(),
): Promise<readonly LookupAddress[] | null> {
  const literal = literalOf(url)
  const found = literal === null ? await resolve(url.hostname) : [{ address: literal, family: isIP(literal) }]
  if (found.length === 0) return null
  return isAllowedHost(url, allowed) || found.every(isElsewhere(interfaces)) ? found : null
}

function isElsewhere(interfaces: ReturnType<typeof networkInterfaces>) {
  return ({ address }: LookupAddress): boolean => isPublicAddress(address) && !isNearAddress(address, interfaces)
}
