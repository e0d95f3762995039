// One organisation never sees another's rows: proved for every table that the catalogue knows, not for a list kept by hand.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Scope } from '#kernel/database/database.ts'
import { sqlFailure } from '#kernel/problem.ts'
import { createTestSocle } from './support/app.ts'
import { makeWorld } from './support/world.ts'

type Verb = 'select' | 'insert' | 'update' | 'delete'
type Place = 'own' | 'other' | 'no'

interface Table {
  /** Quoted, with its schema. */
  readonly name: string
  /** The column that holds the organisation. */
  readonly key: string
  /** Those that are written, not computed. */
  readonly columns: readonly string[]
}

const socle = await createTestSocle()
const { asOwner } = socle
const mine = await makeWorld(socle)
const other = await makeWorld(socle)

/** Our schemas: neither PostgreSQL's, nor an extension's, nor the job queue's, whose payloads carry their own scope. */
const ourSchema = `n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'public', 'job') and n.nspname !~ '^pg_'`
const tables = await listTenantTables()

async function listTenantTables(): Promise<readonly Table[]> {
  const rows = await asOwner(`
    select format('%I.%I', n.nspname, c.relname) as name,
      case when c.oid = 'kernel.organization'::regclass then 'id' else 'organization_id' end as key,
      array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
    group by c.oid, n.nspname, c.relname
    having bool_or(a.attname = 'organization_id') or c.oid = 'kernel.organization'::regclass
    order by 1`)
  return rows as unknown as readonly Table[]
}

/** What a catalogue query finds although it should find nothing. */
async function offenders(query: string): Promise<readonly unknown[]> {
  return (await asOwner(query)).map((row) => Object.values(row).join(' '))
}

async function namesOf(query: string): Promise<readonly string[]> {
  return (await asOwner(query)).map((row) => String(Object.values(row)[0]))
}

describe('the catalogue', () => {
  test('knows the tenant tables of the kernel and of the modules', () => {
    const names = tables.map(({ name }) => name)
    for (const name of ['kernel.organization', 'kernel."user"', 'kernel.audit_entry', 'kpi.value', 'kpi.import_job'])
      assert.ok(names.includes(name), name)
    assert.ok(tables.length >= 19, `${tables.length}`)
  })

  test('tables without organisation are three of the kernel that hold nobody’s data', async () => {
    const names = await namesOf(`
      select format('%I.%I', n.nspname, c.relname)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'f') and ${ourSchema} and c.oid <> 'kernel.organization'::regclass
        and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id')
      order by 1`)
    assert.deepEqual(names, ['kernel.key_generation', 'kernel.migration', 'kernel.throttle'])
  })

  for (const { name, key } of tables) {
    test(`${name}: row level security is enabled, forced, and its policy checks reads and writes`, async () => {
      const [table] = await asOwner(
        `select relrowsecurity, relforcerowsecurity from pg_class where oid = $1::regclass`,
        [name],
      )
      assert.deepEqual(table, { relrowsecurity: true, relforcerowsecurity: true })
      const policies = await asOwner(
        `select p.polcmd::text as command, p.polpermissive as permissive, pg_get_expr(p.polqual, p.polrelid) as reads,
           pg_get_expr(p.polwithcheck, p.polrelid) as writes
         from pg_policy p
         where p.polrelid = $1::regclass and p.polpermissive -- a restrictive one can only narrow what these show
           and (0 = any (p.polroles) or exists (
             select from unnest(p.polroles) r where r <> 0 and pg_has_role('socle_app', r, 'member')))`,
        [name],
      )
      const rule = `(${key} = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))`
      assert.deepEqual(policies, [{ command: '*', permissive: true, reads: rule, writes: rule }])
    })

    test(`${name}: its primary key begins with the organisation, and so do its references to tenant tables`, async () => {
      const [primary] = await asOwner(
        `select a.attname as first from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
         where c.conrelid = $1::regclass and c.contype = 'p'`,
        [name],
      )
      assert.deepEqual(primary, { first: key })
      const loose = await asOwner(
        `select c.conname from pg_constraint c
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
         join pg_attribute f on f.attrelid = c.confrelid and f.attnum = c.confkey[1]
         where c.conrelid = $1::regclass and c.contype = 'f'
           and not (a.attname = 'organization_id' and (f.attname = 'organization_id'
             or (c.confrelid = 'kernel.organization'::regclass and f.attname = 'id')))`,
        [name],
      )
      assert.deepEqual(loose, [])
    })
  }

  test('what is unique over all organisations is the e-mail and the three kinds of secret, and nothing else', async () => {
    const names = await namesOf(`
      select i.indexrelid::regclass::text
      from pg_index i
      join pg_class c on c.oid = i.indrelid
      join pg_namespace n on n.oid = c.relnamespace
      where i.indisunique and ${ourSchema}
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id')
        and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum = i.indkey[0] and a.attname = 'organization_id')
      order by 1`)
    assert.deepEqual(names, [
      'kernel.account_token_by_hash',
      'kernel.refresh_token_by_hash',
      'kernel.user_email_taken',
      'kpi.screen_by_hash',
    ])
  })

  test('views run with the rights of who asks, and nothing is materialised', async () => {
    const leaky = await offenders(`
      select format('%I.%I', n.nspname, c.relname), c.relkind
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${ourSchema} and (c.relkind = 'm'
        or (c.relkind = 'v' and not coalesce(c.reloptions @> array['security_invoker=true'], false)))`)
    assert.deepEqual(leaky, [])
  })

  test('functions that run as their owner are these, and each pins its search path', async () => {
    const definers = await asOwner(`
      select p.oid::regprocedure::text as name, p.proconfig as settings
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where p.prosecdef and ${ourSchema}
      order by 1`)
    assert.deepEqual(
      definers.map(({ name }) => name),
      [
        'kernel.append_audit(text,text,uuid,text,text,text)',
        'kernel.find_account_token(bytea)',
        'kernel.find_login(text)',
        'kernel.find_refresh_token(bytea)',
        'kernel.find_session(uuid,uuid,uuid)',
        'kernel.forget_spent()',
        'kernel.is_empty()',
        'kernel.list_organizations()',
        'kernel.organizations_to_mail()',
        'kpi.due_import_sources()',
        'kpi.find_screen(bytea)',
        'kpi.forget_import_changes()',
        'kpi.interrupted_imports()',
      ],
    )
    for (const { name, settings } of definers)
      assert.deepEqual(settings, ['search_path=pg_catalog, pg_temp'], String(name))
  })

  test('no function of ours may be called by everybody, and none claims to be leakproof', async () => {
    const open = await offenders(`
      select p.oid::regprocedure::text
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where ${ourSchema} and (p.proleakproof
        or exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0))`)
    assert.deepEqual(open, [])
  })
})

describe('the application’s role', () => {
  test('has no attribute that lets it step over the policies, and is a member of no other role', async () => {
    const [role] = await asOwner(`
      select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
        (select count(*)::int from pg_auth_members m where m.member = r.oid) as memberships
      from pg_roles r where rolname = 'socle_app'`)
    assert.deepEqual(role, {
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
      memberships: 0,
    })
  })

  test('owns nothing', async () => {
    const owned = await offenders(`
      select d.classid::regclass, d.objid from pg_shdepend d
      where d.refclassid = 'pg_authid'::regclass and d.refobjid = 'socle_app'::regrole and d.deptype = 'o'`)
    assert.deepEqual(owned, [])
  })

  test('may create nothing: no schema, no table, no temporary table', async () => {
    const rights = await offenders(`
      select 'schema ' || n.nspname from pg_namespace n where has_schema_privilege('socle_app', n.oid, 'CREATE')
      union all
      select right_name from unnest(array['CREATE', 'TEMPORARY']) right_name
      where has_database_privilege('socle_app', current_database(), right_name)`)
    assert.deepEqual(rights, [])
  })

  test('may neither truncate, nor add triggers, nor refer to any table', async () => {
    const rights = await offenders(`
      select c.oid::regclass, right_name
      from pg_class c cross join unnest(array['TRUNCATE', 'TRIGGER', 'REFERENCES']) right_name
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and has_table_privilege('socle_app', c.oid, right_name)`)
    assert.deepEqual(rights, [])
  })

  test('may not change what the owner keeps for himself: migrations, keys, the audit', async () => {
    const rights = await namesOf(`
      select c.relname || ' ' || right_name
      from unnest(array['kernel.migration', 'kernel.key_generation', 'kernel.audit_entry', 'kernel.audit_head']::regclass[]) t
      join pg_class c on c.oid = t
      cross join unnest(array['INSERT', 'UPDATE', 'DELETE']) right_name
      where has_table_privilege('socle_app', c.oid, right_name)`)
    assert.deepEqual(rights, [])
  })
})

const scopes: Readonly<Record<Place, Scope | null>> = {
  own: { organization_id: mine.admin.organization_id, user_id: mine.admin.user_id, role: 'ADMIN' },
  other: { organization_id: other.admin.organization_id, user_id: other.admin.user_id, role: 'ADMIN' },
  no: null,
}

/** A statement on the rows of `mine`, whoever runs it. */
function statement({ name, key, columns }: Table, verb: Verb, rows: string): string {
  const organization = mine.admin.organization_id
  const list = columns.map((column) => `"${column}"`).join(', ')
  const statements: Readonly<Record<Verb, string>> = {
    select: `select * from ${name} where ${key} = '${organization}'`,
    insert: `insert into ${name} (${list}) select ${list} from jsonb_populate_recordset(null::${name}, $rows$${rows}$rows$)`,
    update: `update ${name} set ${key} = ${key} where ${key} = '${organization}'`,
    delete: `delete from ${name} where ${key} = '${organization}'`,
  }
  return statements[verb]
}

class Undone extends Error {}

/** Runs SQL as the application and takes it back: how many rows it touched, or the SQLSTATE that refused it. */
async function attempt(scope: Scope | null, text: string): Promise<number | string> {
  let count = 0
  try {
    if (scope === null) {
      // One statement on a pooled connection outside any transaction: nothing is in scope.
      count = (await socle.services.database.query(text)).row_count
    } else {
      await socle.services.database.transaction(scope, async (tx) => {
        const { rows, numAffectedRows } = await sql.raw(text).execute(tx)
        count = rows.length > 0 ? rows.length : Number(numAffectedRows ?? 0n)
        throw new Undone()
      })
    }
  } catch (error) {
    if (error instanceof Undone) return count
    const state = sqlFailure(error)?.code
    if (state === undefined) throw error
    return state
  }
  return count
}

/** What must happen to the rows of `mine`: refused by grants (42501), by the policy (42501), invisible, or reached. */
function isExpected(
  verb: Verb,
  place: Place,
  { outcome, granted }: { outcome: number | string; granted: boolean },
): boolean {
  if (!granted) return outcome === '42501'
  if (place !== 'own') return verb === 'insert' ? outcome === '42501' : outcome === 0
  // The policy lets it through: the copy is refused as a duplicate, the delete of something referred to by its key.
  if (verb === 'insert') return outcome === '23505'
  if (verb === 'delete' && outcome === '23503') return true
  return typeof outcome === 'number' && outcome > 0
}

describe('rows', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  for (const table of tables) {
    for (const verb of ['select', 'insert', 'update', 'delete'] as const) {
      for (const place of ['own', 'other', 'no'] as const) {
        test(`${table.name}: ${verb} with ${place} organisation in scope`, async () => {
          const before = await picture(table)
          assert.ok(before.count > 0, `no row to try on: let test/support/world.ts make one in ${table.name}`)
          const [right] = await asOwner(`select has_table_privilege('socle_app', $1, $2) as granted`, [
            table.name,
            verb,
          ])
          const text = statement(table, verb, before.rows)
          const outcome = await attempt(scopes[place], text)
          const granted = right?.['granted'] === true
          assert.ok(isExpected(verb, place, { outcome, granted }), `granted: ${granted}, outcome: ${outcome}`)
          assert.deepEqual(await picture(table), before, 'nothing may have changed')
        })
      }
    }

    test(`${table.name}: without a condition, nobody reads more than his own organisation`, async () => {
      for (const scope of [scopes.own, scopes.other]) {
        const seen = await socle.services.database.read(scope as Scope, async (tx) => {
          const { rows } = await sql<{
            key: string
          }>`select distinct ${sql.ref(table.key)}::text as key from ${sql.raw(table.name)}`.execute(tx)
          return rows.map(({ key }) => key)
        })
        assert.deepEqual(seen, [scope?.organization_id])
      }
    })

    test(`${table.name}: a row cannot be moved into another organisation`, async () => {
      const text = `update ${table.name} set ${table.key} = '${other.admin.organization_id}'`
      assert.equal(await attempt(scopes.own, text), '42501')
    })
  }

  test('a reference to another organisation’s row is refused by the composite key, whatever the policy sees', async () => {
    const { organization_id, user_id } = mine.admin
    const text = `insert into kpi.comment (organization_id, id, kpi_id, author_id, content)
      values ('${organization_id}', gen_random_uuid(), '${other.ids['kpi_id']}', '${user_id}', 'x')`
    assert.equal(await attempt(scopes.own, text), '23503')
  })

  test('a scope ends with its transaction, also when the transaction fails half-way', async () => {
    const { database } = socle.services
    const failing = Array.from({ length: 20 }, () =>
      database.transaction(scopes.own as Scope, async (tx) => {
        await sql`select 1 from kpi.value`.execute(tx)
        await sql`select 1 / 0`.execute(tx)
      }),
    )
    const states = (await Promise.allSettled(failing)).map((one) => one.status)
    assert.deepEqual([...new Set(states)], ['rejected'])
    const looks = await Promise.all(
      Array.from({ length: 40 }, () =>
        database.query(
          `select coalesce(current_setting('socle.organization', true), '') || coalesce(current_setting('socle.user', true), '')
             || coalesce(current_setting('socle.role', true), '') as scope, (select count(*)::int from kpi.value) as seen`,
        ),
      ),
    )
    for (const { rows } of looks) assert.deepEqual(rows, [{ scope: '', seen: 0 }])
  })
})

/** The rows of `mine` as the owner sees them: to copy them, and to compare. */
async function picture({ name, key }: Table): Promise<{ readonly count: number; readonly rows: string }> {
  const [row] = await asOwner(
    `select count(*)::int as count, coalesce(jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text), '[]')::text as rows
     from ${name} t where t.${key} = $1`,
    [mine.admin.organization_id],
  )
  return row as { count: number; rows: string }
}
