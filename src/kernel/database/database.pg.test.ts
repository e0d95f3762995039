// The scoped transaction on both engines: values, isolation, ends. What only a server can show is in postgres-engine.pg.test.ts.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { CompiledQuery } from 'kysely'
import { makeScope, openTestPglite, openTestPostgres } from '../../../test/support/engines.ts'
import type { OpenedEngine } from '../../../test/support/engines.ts'
import { newId } from '../ids.ts'
import { sqlFailure } from '../problem.ts'
import type { Scope, Tx } from './database.ts'

const engines = [
  { name: 'PostgreSQL', open: openTestPostgres },
  { name: 'PGlite', open: openTestPglite },
] as const

const hasState =
  (state: string) =>
  (error: unknown): boolean =>
    sqlFailure(error)?.code === state

async function insertNote(tx: Tx, text: string, organization: string = tx.scope.organization_id): Promise<void> {
  await tx.executeQuery(noteStatement(tx, text, organization))
}

function noteStatement(tx: Tx, text: string, organization: string = tx.scope.organization_id): CompiledQuery {
  return sql`insert into notebook.note (organization_id, id, text) values (${organization}, ${newId()}, ${text})`.compile(
    tx,
  )
}

async function notes(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ text: string }>`select n.text from notebook.note n order by n.text`.execute(tx)
  return rows.map(({ text }) => text)
}

for (const { name, open } of engines) {
  describe(`the database on ${name}`, () => {
    let opened: OpenedEngine
    let scope: Scope
    let other: Scope

    before(async () => {
      opened = await open()
      scope = await makeScope(opened)
      other = await makeScope(opened)
    })
    after(() => opened[Symbol.asyncDispose]())

    const write = <T>(work: (tx: Tx) => Promise<T>, as = scope): Promise<T> => opened.database.transaction(as, work)
    const read = <T>(work: (tx: Tx) => Promise<T>, as = scope): Promise<T> => opened.database.read(as, work)

    test('values come back in our own types, whether bound or not', async () => {
      const expected = {
        big: 9_007_199_254_740_993n,
        counted: 1n,
        exact: '0.10000000000000000001',
        day: '2025-03-30',
        at: '2025-03-30T00:59:59.123456Z',
        span: '1 day 02:00:00',
        bytes: [0, 255],
        document: { a: [1, null], b: 'é' },
        ids: ['0199aaaa-0000-7000-8000-000000000001'],
        small: 7,
        yes: true,
        nothing: null,
      }
      const show = (row: Record<string, unknown> | undefined): unknown => ({
        ...row,
        bytes: row?.['bytes'] instanceof Uint8Array ? [...row['bytes']] : 'not bytes',
      })
      const literal = await opened.engine.query(`select 9007199254740993::bigint as big, count(*) as counted,
        0.10000000000000000001::numeric as exact, '2025-03-30'::date as day,
        '2025-03-30 01:59:59.123456+01'::timestamptz as at, interval '26 hours' + interval '0' as span_unused,
        interval '1 day 2 hours' as span, '\\x00ff'::bytea as bytes, '{"a":[1,null],"b":"é"}'::jsonb as document,
        '{0199aaaa-0000-7000-8000-000000000001}'::uuid[] as ids, 7 as small, true as yes, null as nothing`)
      const { span_unused: _unused, ...unbound } = literal.rows[0] ?? {}
      assert.deepEqual(show(unbound), expected)
      const { rows } = await read((tx) =>
        sql<Record<string, unknown>>`select ${expected.big}::bigint as big, count(*) as counted,
          ${expected.exact}::numeric as exact, ${expected.day}::date as day, ${expected.at}::timestamptz as at,
          ${expected.span}::interval as span, ${Buffer.from([0, 255])}::bytea as bytes,
          ${JSON.stringify(expected.document)}::jsonb as document, ${`{${expected.ids.join(',')}}`}::uuid[] as ids,
          ${7}::int as small, ${true}::boolean as yes, ${null}::text as nothing`.execute(tx),
      )
      assert.deepEqual(show(rows[0]), expected)
    })

    test('rows read and written are counted', async () => {
      const counts = await write(async (tx) => {
        const inserted = await sql`insert into notebook.note (organization_id, id, text)
          select ${tx.scope.organization_id}::uuid, gen_random_uuid(), 'counted' from generate_series(1, 3)`.execute(tx)
        const updated = await sql`update notebook.note set text = 'again' where text = 'counted'`.execute(tx)
        const deleted = await sql`delete from notebook.note where text = 'again' returning id`.execute(tx)
        return [inserted.numAffectedRows, updated.numAffectedRows, deleted.numAffectedRows, BigInt(deleted.rows.length)]
      })
      assert.deepEqual(counts, [3n, 3n, 3n, 3n])
    })

    test('one organisation neither sees nor writes another’s rows, and no scope sees nothing', async () => {
      await write((tx) => insertNote(tx, 'ours'))
      assert.deepEqual(await read(notes), ['ours'])
      assert.deepEqual(await read(notes, other), [])
      await assert.rejects(
        write((tx) => insertNote(tx, 'theirs', scope.organization_id), other),
        hasState('42501'),
      )
      await write(async (tx) => {
        const changed = await sql`update notebook.note set text = 'stolen'`.execute(tx)
        const removed = await sql`delete from notebook.note`.execute(tx)
        assert.deepEqual([changed.numAffectedRows, removed.numAffectedRows], [0n, 0n])
      }, other)
      assert.deepEqual(await read(notes), ['ours'])
    })

    test('the scope is what SQL reads of it, and SYSTEM has no person', async () => {
      const seen = (as: Scope): Promise<unknown> =>
        read(async (tx) => {
          const { rows } = await sql`select kernel.scope_organization() as organization, kernel.scope_user() as person,
            kernel.scope_role() as role, current_user::text as login`.execute(tx)
          return rows[0]
        }, as)
      const organization = scope.organization_id
      assert.deepEqual(await seen(scope), { organization, person: scope.user_id, role: 'USER', login: 'socle_app' })
      const system = await seen({ organization_id: organization, user_id: null, role: 'SYSTEM' })
      assert.deepEqual(system, { organization, person: null, role: 'SYSTEM', login: 'socle_app' })
    })

    test('a read writes nothing', async () => {
      await assert.rejects(
        read((tx) => insertNote(tx, 'in a read')),
        hasState('25006'),
      )
      assert.equal((await read(notes)).includes('in a read'), false)
    })

    test('work that throws leaves nothing and its effects are forgotten', async () => {
      const ran: string[] = []
      const failure = new Error('no')
      const attempt = write(async (tx) => {
        tx.onCommit(() => ran.push('effect'))
        await insertNote(tx, 'forgotten')
        throw failure
      })
      await assert.rejects(attempt, failure)
      assert.deepEqual(ran, [])
      assert.equal((await read(notes)).includes('forgotten'), false)
    })

    test('effects run once, in order, after the commit', async () => {
      const ran: string[] = []
      await write(async (tx) => {
        tx.onCommit(() => ran.push('first'))
        tx.onCommit(() => ran.push('second'))
        await insertNote(tx, 'kept')
        assert.deepEqual(ran, [])
      })
      assert.deepEqual(ran, ['first', 'second'])
    })

    test('a transaction that is over cannot be used', async () => {
      let kept: Tx | undefined
      await write(async (tx) => {
        kept = tx
        await notes(tx)
      })
      const { promise, resolve } = Promise.withResolvers<Tx>()
      await assert.rejects(write(async (tx) => (resolve(tx), Promise.reject(new Error('over')))))
      for (const tx of [kept, await promise]) {
        assert.ok(tx !== undefined)
        await assert.rejects(insertNote(tx, 'late'), /finished transaction/)
      }
    })

    test('a module can neither begin nor commit by itself', async () => {
      await assert.rejects(
        write((tx) => tx.transaction().execute(async () => 1)),
        /only kernel\/database/,
      )
    })

    test('a failed statement that somebody swallowed makes the commit throw, and nothing is kept', async () => {
      const ran: string[] = []
      const attempt = write(async (tx) => {
        tx.onCommit(() => ran.push('effect'))
        await insertNote(tx, 'half')
        await insertNote(tx, '').catch(() => undefined)
      })
      await assert.rejects(attempt, /rolled back/)
      assert.deepEqual(ran, [])
      assert.equal((await read(notes)).includes('half'), false)
    })

    test('what is sent without waiting is in its place, and all of it is there after the commit', async () => {
      const seen = await write(async (tx) => {
        tx.send(noteStatement(tx, 'sent first'))
        const between = await notes(tx)
        tx.send(noteStatement(tx, 'sent last'))
        return between
      })
      assert.deepEqual([seen.includes('sent first'), seen.includes('sent last')], [true, false])
      assert.ok((await read(notes)).includes('sent last'))
    })

    test('what is sent and fails is what the transaction fails with, whatever failed behind it, and nothing is kept', async () => {
      const ran: string[] = []
      const alone = write(async (tx) => {
        tx.onCommit(() => ran.push('effect'))
        await insertNote(tx, 'before what fails')
        tx.send(noteStatement(tx, ''))
      })
      await assert.rejects(alone, hasState('23514'))
      const followed = write(async (tx) => {
        tx.send(noteStatement(tx, ''))
        await insertNote(tx, 'behind what fails')
      })
      await assert.rejects(followed, hasState('23514'))
      assert.deepEqual(ran, [])
      assert.equal(
        (await read(notes)).some((text) => text.endsWith('what fails')),
        false,
      )
    })

    test('a read in which something that writes is sent fails, instead of losing it without a word', async () => {
      await assert.rejects(
        read((tx) => {
          tx.send(noteStatement(tx, 'sent in a read'))
          return Promise.resolve('answered')
        }),
        hasState('25006'),
      )
    })

    test('a statement that fails is what the transaction fails with, whatever was sent behind it', async () => {
      const failed = write(async (tx) => {
        const answer = insertNote(tx, '')
        // the builder takes some turns to send it: so long as it has not, what is sent is ahead of it
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
        tx.send(noteStatement(tx, 'sent behind it'))
        await answer
      })
      await assert.rejects(failed, hasState('23514'))
      assert.equal((await read(notes)).includes('sent behind it'), false)
    })

    test('work that throws is told as itself, however much was sent', async () => {
      const thrown = write(async (tx) => {
        tx.send(noteStatement(tx, 'sent in vain'))
        throw new Error('changed my mind')
      })
      await assert.rejects(thrown, /changed my mind/)
      assert.equal((await read(notes)).includes('sent in vain'), false)
    })

    test('a check that waits for the commit is reported by it', async () => {
      await opened.asOwner(`create table if not exists notebook.pair (a int primary key,
        b int references notebook.pair (a) deferrable initially deferred)`)
      await opened.asOwner('grant insert on notebook.pair to socle_app')
      await assert.rejects(
        write((tx) => sql`insert into notebook.pair values (1, 2)`.execute(tx)),
        hasState('23503'),
      )
      await write((tx) => insertNote(tx, 'after the refusal'))
    })

    test('a first statement that fails is reported as itself, and the same text works later', async () => {
      const select = (tx: Tx): Promise<unknown> => sql`select later.n from notebook.later`.execute(tx)
      for (let attempt = 0; attempt < 6; attempt += 1) await assert.rejects(write(select), hasState('42P01'))
      await opened.asOwner('create table notebook.later (n int)')
      await opened.asOwner('grant select on notebook.later to socle_app')
      for (let attempt = 0; attempt < 6; attempt += 1) await write(select)
    })

    test('a scope that is no scope fails the first statement instead of widening it', async () => {
      const broken = { ...scope, organization_id: 'not-an-id' as Scope['organization_id'] }
      await assert.rejects(read(notes, broken), hasState('22P02'))
      assert.ok((await read(notes)).length > 0)
    })

    test('statements sent side by side in one transaction are answered each with its own rows', async () => {
      const answers = await read((tx) =>
        Promise.all(Array.from({ length: 12 }, (_, n) => sql<{ n: number }>`select ${n}::int as n`.execute(tx))),
      )
      assert.deepEqual(
        answers.map(({ rows }) => rows[0]?.n),
        Array.from({ length: 12 }, (_, n) => n),
      )
      const mixed = write((tx) =>
        Promise.all([insertNote(tx, 'beside'), insertNote(tx, ''), insertNote(tx, 'beside too')]),
      )
      await assert.rejects(mixed, hasState('23514'))
      assert.equal(
        (await read(notes)).some((text) => text.startsWith('beside')),
        false,
      )
    })

    test('many transactions at once all end, whatever the pool', async () => {
      const before = (await read(notes, other)).length
      await Promise.all(Array.from({ length: 30 }, (_, n) => write((tx) => insertNote(tx, `n${n}`), other)))
      assert.equal((await read(notes, other)).length, before + 30)
    })

    test('nothing of a scope is left outside a transaction', async () => {
      await write((tx) => insertNote(tx, 'scoped'))
      await assert.rejects(write(async () => Promise.reject(new Error('abort'))))
      for (let attempt = 0; attempt < 8; attempt += 1) {
        const { rows } = await opened.engine.query(
          `select nullif(current_setting('socle.organization', true), '') as left_over`,
        )
        assert.equal(rows[0]?.['left_over'], null)
      }
    })
  })
}
