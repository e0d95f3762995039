import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isNearAddress, isPublicAddress } from './public-address.ts'

const refused = {
  'this machine': ['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '::1', '::'],
  'private networks': [
    '10.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    'fc00::1',
    'fdff::1',
  ],
  'the link': ['169.254.0.1', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1'],
  'carrier networks': ['100.64.0.1', '100.127.255.255'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff0e::1'],
  'reserved and documentation': [
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '240.0.0.1',
    '255.255.255.255',
    '100::1',
    '2001:db8::1',
    '3fff::1',
    '5f00::1',
    '4000::1',
  ],
  'IPv4 within IPv6': [
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::808:808',
    '64:ff9b:1::7f00:1',
    '2002:7f00:1::',
    '2002:c0a8:1::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  ],
  'no addresses': [
    '',
    'localhost',
    '127.1',
    '2130706433',
    '0x7f000001',
    '[::1]',
    '8.8.8.8:80',
    ' 8.8.8.8',
    '8.8.8.8%eth0',
  ],
} as const

for (const [kind, addresses] of Object.entries(refused))
  test(`${kind}: refused`, () => {
    for (const address of addresses) assert.equal(isPublicAddress(address), false, address)
  })

test('servers of the internet are public, up to the edges of what is reserved', () => {
  const open = [
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00:1450:4007::200e',
    '2001:4860:4860::8888',
    '2003::1',
  ]
  for (const address of open) assert.equal(isPublicAddress(address), true, address)
})

test('an IPv4 address wrapped in any known form of IPv6 is never public', () => {
  const byte = fc.integer({ min: 0, max: 255 })
  fc.assert(
    fc.property(fc.tuple(byte, byte, byte, byte), (bytes) => {
      const dotted = bytes.join('.')
      const [a, b, c, d] = bytes.map((one) => one.toString(16).padStart(2, '0'))
      for (const prefix of ['::ffff:', '::', '64:ff9b::', '::ffff:0:'])
        assert.equal(isPublicAddress(`${prefix}${dotted}`), false)
      assert.equal(isPublicAddress(`2002:${a}${b}:${c}${d}::1`), false)
    }),
  )
})

test('a public address is near when it is ours or of a network we stand in', () => {
  const interfaces = {
    lo: [{ address: '127.0.0.1', cidr: '127.0.0.1/8', family: 'IPv4' as const, ...rest }],
    eth0: [
      { address: '51.15.20.30', cidr: '51.15.20.30/32', family: 'IPv4' as const, ...rest },
      { address: '2a01:e0a:1:2::30', cidr: '2a01:e0a:1:2::30/64', family: 'IPv6' as const, scopeid: 0, ...rest },
      { address: '2a02::1', cidr: null, family: 'IPv6' as const, scopeid: 0, ...rest },
    ],
    gone: undefined,
  }
  for (const address of ['51.15.20.30', '2a01:e0a:1:2:ffff::1', '2a01:0e0a:1:2::30', '2a02::1', '127.0.0.9'])
    assert.equal(isNearAddress(address, interfaces), true, address)
  for (const address of ['51.15.20.31', '2a01:e0a:1:3::30', '2a02::2', '8.8.8.8'])
    assert.equal(isNearAddress(address, interfaces), false, address)
  assert.equal(isNearAddress('8.8.8.8', {}), false)
  assert.equal(isNearAddress('127.0.0.1'), true)
})

const rest = { netmask: '', mac: '00:00:00:00:00:00', internal: false }
