// SQL of the organisation itself.
import { sql } from 'kysely'
import type { Tx } from '../../database/database.ts'
import type { OrganizationId } from '../../ids.ts'

export interface OrganizationRow {
  readonly id: OrganizationId
  readonly name: string
  readonly time_zone: string
  readonly fiscal_year_start_month: number
  readonly created_at: string
  readonly updated_at: string
}

export type OrganizationChange = Partial<Pick<OrganizationRow, 'name' | 'time_zone' | 'fiscal_year_start_month'>>

const columns = sql`o.id, o.name, o.time_zone, o.fiscal_year_start_month, o.created_at, o.updated_at`

export async function insertOrganization(tx: Tx, name: string): Promise<OrganizationRow> {
  const { rows } = await sql<OrganizationRow>`
    insert into kernel.organization as o (id, name) values (${tx.scope.organization_id}, ${name})
    returning ${columns}`.execute(tx)
  return only(rows)
}

/** The organisation in scope. */
export async function selectOrganization(tx: Tx): Promise<OrganizationRow> {
  const { rows } = await sql<OrganizationRow>`select ${columns} from kernel.organization o`.execute(tx)
  return only(rows)
}

export async function selectOrganizationForUpdate(tx: Tx): Promise<OrganizationRow> {
  const { rows } = await sql<OrganizationRow>`select ${columns} from kernel.organization o for update`.execute(tx)
  return only(rows)
}

export async function updateOrganization(tx: Tx, change: OrganizationChange): Promise<OrganizationRow> {
  const { rows } = await sql<OrganizationRow>`
    update kernel.organization as o set
      name = coalesce(${change.name ?? null}::text, o.name),
      time_zone = coalesce(${change.time_zone ?? null}::text, o.time_zone),
      fiscal_year_start_month = coalesce(${change.fiscal_year_start_month ?? null}::smallint, o.fiscal_year_start_month),
      updated_at = clock_timestamp()
    returning ${columns}`.execute(tx)
  return only(rows)
}

function only(rows: readonly OrganizationRow[]): OrganizationRow {
  const [row] = rows
  if (row === undefined) throw new Error('the organisation in scope does not exist')
  return row
}
