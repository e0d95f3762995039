import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkOf } from './throttle.ts'

test('one subscriber is an IPv4 address or the /64 of an IPv6 one, however written', () => {
  const cases = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::9', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ] as const
  for (const [address, network] of cases) assert.equal(networkOf(address), network, address)
})
