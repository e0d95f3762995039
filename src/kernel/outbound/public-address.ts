// Which IP addresses belong to the public internet. Everything that is not known to be public is refused.
import { BlockList, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

/** IANA's special-purpose registries: nothing there is a server of the public internet. */
const reserved4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
/** Within 2000::/3: protocol assignments (Teredo, ORCHID), documentation, 6to4. Mapped, NAT64 and the rest lie outside of it. */
const reserved6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const refused4 = new BlockList()
for (const [network, length] of reserved4) refused4.addSubnet(network, length, 'ipv4')
const refused6 = new BlockList()
for (const [network, length] of reserved6) refused6.addSubnet(network, length, 'ipv6')
const unicast6 = new BlockList()
unicast6.addSubnet('2000::', 3, 'ipv6')

/**
 * Whether an address can be a server of the public internet: not this machine, not the local network, not a form of IPv6
 * that carries an IPv4 address inside.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !refused4.check(address, 'ipv4')
  // A zone (`fe80::1%eth0`) only makes sense on a link.
  if (family !== 6 || address.includes('%')) return false
  return unicast6.check(address, 'ipv6') && !refused6.check(address, 'ipv6')
}

/**
 * Whether an address is one of this machine or of a network it stands in: public addresses may be behind our own firewall,
 * those of IPv6 usually are.
 */
export function isNearAddress(address: string, interfaces = networkInterfaces()): boolean {
  const near = new BlockList()
  for (const { address: own, cidr, family } of Object.values(interfaces).flatMap((one) => one ?? [])) {
    const length = Number(cidr?.split('/')[1] ?? (family === 'IPv6' ? 128 : 32))
    near.addSubnet(own.split('%')[0] ?? own, length, family === 'IPv6' ? 'ipv6' : 'ipv4')
  }
  return near.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}
