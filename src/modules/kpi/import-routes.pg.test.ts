import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { importShortcuts } from '../../../test/support/imports.ts'
import { kpiShortcuts } from '../../../test/support/kpi.ts'
import type { Value } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const { send, finished } = importShortcuts(socle)
const admin = await socle.signUp()
const board = await make.dashboard(admin)
const values = async (kpiId: string): Promise<readonly Value[]> =>
  (await call('GET', `/kpis/${kpiId}/values?limit=500`, { as: admin })).json<{ items: readonly Value[] }>().items

describe('imports', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('a French CSV file is imported without any mapping, and each value is judged', async () => {
    const kpi = await make.kpi(admin, board.id, { code: 'QUAL-01' })
    const job = await finished(admin, {
      file: 'Code;Période;Valeur;Commentaire\r\nqual-01;janv. 2025;97,5 %;=1+1\r\nQUAL-01;15/02/2025;89;\r\n',
    })
    console.log(JSON.stringify(job, null, 1))
    console.log(await values(kpi.id))
  })
})
