import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAllowedHosts, resolveTarget, targetFault } from './target.ts'

const nobody = readAllowedHosts(null)
const fault = (url: string, secret = false, allowed = nobody) => targetFault(url, { allowed, secret })

test('addresses of the internet are taken, by name and by number', () => {
  for (const url of [
    'https://cloud.mairie.example/s/a8/download',
    'http://data.example/export.csv?jeton=1',
    'https://8.8.8.8/a.csv',
    'https://[2606:4700::1111]:8443/a.csv',
  ])
    assert.equal(fault(url), null, url)
})

test('every way to write this machine or a private network is seen', () => {
  const hidden = [
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://0x7f.0.0.0x1/',
    'http://127.0.0.1./',
    'http://１２７.０.０.１/',
    'http://0/',
    'http://10.1.2.3:8080/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
  ]
  for (const url of hidden) assert.equal(fault(url), 'PRIVATE', url)
})

test('a name that can only be of this machine or of a private network is refused like its number', () => {
  const hidden = [
    'localhost',
    'LocalHost.',
    'a.localhost',
    'nas.local',
    'Drive.mairie.internal',
    'box.home.arpa',
    'local',
  ]
  for (const host of hidden) assert.equal(fault(`https://${host}/a.csv`), 'PRIVATE', host)
  for (const host of ['localhost.example', 'notlocalhost', 'local.example', 'internal.mairie.example'])
    assert.equal(fault(`https://${host}/a.csv`), null, host)
  for (const url of ['https://localhost/a.csv', 'https://nas.local/', 'https://nas.local./'])
    assert.equal(fault(url, false, readAllowedHosts('localhost,nas.local,nas.local.')), null, url)
})

test('other schemes, broken addresses and passwords in the address are refused', () => {
  for (const url of ['file:///etc/passwd', 'ftp://a.example/x', 'gopher://a/', 'data:text/csv,a', 'javascript:1'])
    assert.equal(fault(url), 'SCHEME', url)
  for (const url of [
    '',
    'export.csv',
    '//a.example/x',
    'https://',
    'http://a b/',
    'http://[::1',
    'http://[fe80::1%25eth0]/',
  ])
    assert.equal(fault(url), 'MALFORMED', url)
  for (const url of ['https://moi:secret@a.example/', 'https://moi@a.example/', 'http://a.example@127.0.0.1/'])
    assert.equal(fault(url), 'USER_INFO', url)
})

test('a secret travels over https, or to a machine that the installation names', () => {
  assert.equal(fault('http://data.example/', true), 'INSECURE')
  assert.equal(fault('https://data.example/', true), null)
  assert.equal(fault('http://intranet/', true, readAllowedHosts('intranet')), null)
})

test('the installation opens a machine wholly or by one port, and nothing beside it', () => {
  const allowed = readAllowedHosts(' 127.0.0.1:8080 , Intranet,[::1]:81 ')
  for (const url of ['http://127.0.0.1:8080/', 'https://intranet/', 'http://INTRANET:9/', 'http://[::1]:81/'])
    assert.equal(fault(url, false, allowed), null, url)
  for (const url of ['http://127.0.0.1/', 'http://127.0.0.1:8081/', 'http://127.0.0.2:8080/', 'http://[::1]/'])
    assert.equal(fault(url, false, allowed), 'PRIVATE', url)
})

test('a name is good only if every one of its addresses is', async () => {
  const [good, bad] = [
    { address: '8.8.8.8', family: 4 },
    { address: '10.0.0.1', family: 4 },
  ] as const
  const url = new URL('https://data.example/')
  const leads = (...found: readonly { address: string; family: number }[]) =>
    resolveTarget(url, nobody, () => Promise.resolve(found))
  assert.deepEqual(await leads(good), [good])
  assert.equal(await leads(good, bad), null)
  assert.equal(await leads(bad), null)
  assert.equal(await leads(good, { address: '::ffff:10.0.0.1', family: 6 }), null)
  assert.equal(await leads(), null)
  assert.deepEqual(await resolveTarget(url, readAllowedHosts('data.example'), () => Promise.resolve([bad])), [bad])
})

test('a public address of this machine is refused like any other way to it', async () => {
  const own = {
    eth0: [{ address: '8.8.4.4', cidr: '8.8.4.4/32', family: 'IPv4' as const, netmask: '', mac: '', internal: false }],
  }
  const found = [{ address: '8.8.4.4', family: 4 }]
  const lead = (allowed = nobody) =>
    resolveTarget(new URL('https://data.example/'), allowed, () => Promise.resolve(found), own)
  assert.equal(await lead(), null)
  assert.deepEqual(await lead(readAllowedHosts('data.example')), found)
})

test('a number instead of a name is never looked up', async () => {
  const never = () => Promise.reject(new Error('looked up'))
  assert.equal(await resolveTarget(new URL('http://[::1]/'), nobody, never), null)
  assert.deepEqual(await resolveTarget(new URL('http://8.8.8.8/'), nobody, never), [{ address: '8.8.8.8', family: 4 }])
})
