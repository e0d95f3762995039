// A process that runs a native cluster and nothing else, for tests that kill it: `native-child.ts <data folder> [<uid>:<gid>]`.
// It prints one JSON line per fact; on SIGTERM it stops its cluster, on SIGINT it first proves that its cluster still answers.
import { Client } from 'pg'
import { startNativeCluster } from '../../src/kernel/database/native-cluster.ts'

const [dataDir = '', account] = process.argv.slice(2)

if (account !== undefined) dropTo(account)
const cluster = await startNativeCluster({ dataDir, log: { info: () => undefined, warn: () => undefined } })
process.on('SIGTERM', () => void cluster.stop().then(() => process.exit(0)))
process.on('SIGINT', () => void prove())
void cluster.died.then((sentence) => tell({ died: sentence }))
const staying = setInterval(() => undefined, 60_000)
tell({ ownerUrl: cluster.ownerUrl })

/** Changes account after every module is loaded, so that the repository itself may lie where that account cannot read. */
function dropTo(ids: string): void {
  const [uid = 0, gid = 0] = ids.split(':').map(Number)
  process.setgroups?.([])
  process.setgid?.(gid)
  process.setuid?.(uid)
}

async function prove(): Promise<void> {
  const client = new Client({ connectionString: cluster.ownerUrl })
  await client.connect()
  const { rows } = await client.query<{ answer: number }>('select 41 + 1 as answer')
  await client.end()
  tell({ answer: rows[0]?.answer })
  await cluster.stop()
  clearInterval(staying)
}

function tell(fact: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(fact)}\n`)
}
