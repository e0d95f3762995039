import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { newId } from '../ids.ts'
import { insertFile } from './queries/files.ts'
import { orphanAgeMs, sweepBlobs } from './sweep-blobs.ts'

const socle = await createTestSocle()
const { services } = socle
const { files, database } = services
const mine = await socle.signUp()
const theirs = await socle.signUp()
const dayLater = (): number => Date.now() + orphanAgeMs + 1_000

async function keep(organization_id: typeof mine.organization_id, content: string): Promise<string> {
  await mkdir(files.incoming, { recursive: true })
  const path = join(files.incoming, newId())
  await writeFile(path, content)
  const sha256 = createHash('sha256').update(content).digest('hex')
  await files.keep({ organization_id, sha256 }, path)
  return sha256
}

const read = async (organization_id: typeof mine.organization_id, sha256: string): Promise<string> =>
  text(await files.open({ organization_id, sha256 }))

const refer = (sha256: string): Promise<void> =>
  database.transaction({ organization_id: mine.organization_id, user_id: null, role: 'SYSTEM' }, (tx) =>
    insertFile(tx, { id: newId(), name: 'a.txt', media_type: 'text/plain', bytes: 1, sha256 }),
  )

describe('the store of bytes', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('keeps bytes by organisation and checksum; another organisation has none of them', async () => {
    const sha256 = await keep(mine.organization_id, 'à nous')
    assert.equal(await read(mine.organization_id, sha256), 'à nous')
    await assert.rejects(files.open({ organization_id: theirs.organization_id, sha256 }), { code: 'ENOENT' })
    assert.deepEqual(await readdir(files.incoming), [])
  })

  test('the upkeep forgets what nothing refers to after a day, and only then', async () => {
    const used = await keep(mine.organization_id, 'employé')
    const orphan = await keep(mine.organization_id, 'orphelin')
    const same = await keep(theirs.organization_id, 'employé')
    await refer(used)
    assert.equal(await sweepBlobs(database, files), 0)
    await sweepBlobs(database, files, dayLater())
    assert.equal(await read(mine.organization_id, used), 'employé')
    await assert.rejects(files.open({ organization_id: mine.organization_id, sha256: orphan }), { code: 'ENOENT' })
    // the row is mine: the same bytes of another organisation have none
    await assert.rejects(files.open({ organization_id: theirs.organization_id, sha256: same }), { code: 'ENOENT' })
    assert.deepEqual(await readdir(files.incoming), [])
  })

  test('bytes that are kept again while they are being forgotten stay', async () => {
    const sha256 = await keep(mine.organization_id, 'revenu')
    const before = Date.now() - 1_000
    await files.remove({ organization_id: mine.organization_id, sha256 }, before)
    assert.equal(await read(mine.organization_id, sha256), 'revenu')
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        if (index % 2 === 0) await files.remove({ organization_id: mine.organization_id, sha256 }, before)
        else await keep(mine.organization_id, 'revenu')
      }),
    )
    assert.equal(await read(mine.organization_id, sha256), 'revenu')
  })

  test('what a dead receiver left is removed after a day', async () => {
    const path = join(files.incoming, 'left')
    await writeFile(path, 'x')
    await sweepBlobs(database, files)
    assert.deepEqual(await readdir(files.incoming), ['left'])
    const old = new Date(Date.now() - orphanAgeMs - 1_000)
    await utimes(path, old, old)
    await sweepBlobs(database, files)
    assert.deepEqual(await readdir(files.incoming), [])
  })
})
