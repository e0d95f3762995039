// Which PostgreSQL is chosen, and what is said when none will do: stand-in programs in temporary folders.
import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { findBinaries } from './postgres-binaries.ts'

let base = ''
let serial = 0

before(async () => {
  base = await mkdtemp(join(tmpdir(), 'socle-binaries-'))
})

after(() => rm(base, { recursive: true, force: true }))

interface StandIn {
  readonly version: string
  /** Extension names and their default versions. */
  readonly extensions: Readonly<Record<string, string>>
  readonly home?: string
}

const complete = { plpgsql: '1.0', postgis: '3.4.2', btree_gist: '1.7' }

async function install({ version, extensions, home }: StandIn): Promise<string> {
  serial += 1
  const root = home ?? join(base, `install-${serial}`)
  await mkdir(join(root, 'bin'), { recursive: true })
  await mkdir(join(root, 'share/postgresql/extension'), { recursive: true })
  const programs = {
    initdb: '',
    postgres: `echo "postgres (PostgreSQL) ${version} (stand-in)"`,
    pg_config: `echo "${join(root, 'share/postgresql')}"`,
  }
  for (const [name, body] of Object.entries(programs)) {
    await writeFile(join(root, 'bin', name), `#!/bin/sh\n${body}\n`)
    await chmod(join(root, 'bin', name), 0o755)
  }
  for (const [name, number] of Object.entries(extensions)) {
    await writeFile(join(root, 'share/postgresql/extension', `${name}.control`), `default_version = '${number}'\n`)
  }
  return join(root, 'bin')
}

const nowhere = '/nonexistent'

async function reasonFor(standIn: StandIn): Promise<string> {
  const found = await findBinaries({ path: await install(standIn), debianRoot: nowhere })
  assert.ok(found.kind === 'missing', JSON.stringify(found))
  return found.reason
}

async function chosen(place: Parameters<typeof findBinaries>[0]): Promise<string> {
  const found = await findBinaries(place)
  assert.ok(found.kind === 'found', JSON.stringify(found))
  return found.binaries.binDir
}

test('each lack has its own sentence', async () => {
  assert.match(
    ((await findBinaries({ path: '', debianRoot: nowhere })) as { reason: string }).reason,
    /n’est pas installé/,
  )
  assert.match(await reasonFor({ version: '13.9', extensions: complete }), /PostgreSQL 13\.9 .* version 15/)
  assert.match(await reasonFor({ version: '15.1', extensions: { plpgsql: '1.0' } }), /sans son extension PostGIS/)
  assert.match(
    await reasonFor({ version: '15.1', extensions: { ...complete, postgis: '3.2.9' } }),
    /PostGIS 3\.2\.9 .* 3\.3/,
  )
  assert.match(await reasonFor({ version: '15.1', extensions: { plpgsql: '1.0', postgis: '3.3.0' } }), /btree_gist/)
})

test('an unfit PostgreSQL first on PATH does not hide a fit one', async () => {
  const old = await install({ version: '14.2', extensions: complete })
  const fit = await install({ version: '18beta1', extensions: complete })
  assert.equal(await chosen({ path: `relative:${old}:/nonexistent:${fit}`, debianRoot: nowhere }), fit)
})

test('symbolic links lead to the folder where the other programs are', async () => {
  const real = await install({ version: '16.3', extensions: complete })
  const links = join(base, 'links')
  await mkdir(links)
  for (const name of ['initdb', 'postgres']) await symlink(join(real, name), join(links, name))
  assert.equal(await chosen({ path: links, debianRoot: nowhere }), real)
})

test('among Debian’s versions the highest wins, unless data asks for its own', async () => {
  const debianRoot = join(base, 'debian')
  for (const major of ['9.6', '15', '16', '17']) {
    const extensions = major === '17' ? { plpgsql: '1.0' } : complete
    await install({ version: `${major}.1`, extensions, home: join(debianRoot, major) })
  }
  assert.equal(await chosen({ path: '', debianRoot }), join(debianRoot, '16', 'bin'))
  assert.equal(await chosen({ path: '', debianRoot, major: 15 }), join(debianRoot, '15', 'bin'))
  const absent = await findBinaries({ path: '', debianRoot, major: 18 })
  assert.ok(absent.kind === 'missing' && absent.reason.includes('PostgreSQL 18'))
})
