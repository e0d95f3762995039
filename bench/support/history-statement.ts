// The very statement that the product runs for a history, taken from its own query function.
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { CompiledQuery } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import { listValues } from '../../src/modules/kpi/queries/values.ts'
import type { KpiId } from '../../src/modules/kpi/queries/kpis.ts'

/** Text and parameters of the first page of 60 values. */
export async function historyStatement(kpiId: string): Promise<{ readonly text: string; readonly values: unknown[] }> {
  let captured: CompiledQuery | null = null
  const recorder = new Kysely<Record<string, never>>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: (event) => {
      captured = event.query
    },
  })
  await listValues(recorder as unknown as Tx, { kpi_id: kpiId as KpiId, from: null, to: null, after: null, limit: 60 })
  const query = captured as CompiledQuery | null
  if (query === null) throw new Error('the query function ran no statement')
  return { text: query.sql, values: [...query.parameters] }
}
