// One PostgreSQL for tests, in a temporary folder. Apart from cluster.ts, because the runner itself loads it and must load no test.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNativeCluster } from '../../src/kernel/database/native-cluster.ts'

/** Set by the global setup; without it a test file that runs alone starts a cluster of its own. */
export const clusterVariable = 'SOCLE_TEST_CLUSTER'

/** One secret for all test databases of a cluster: they share the role socle_app and its password. */
export const testSecret = 'a-secret-that-only-tests-use-0123456789'

/** Nothing here outlives the run, so nothing has to survive a power cut. */
const fastSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '150',
} as const

export interface TestCluster {
  /** The superuser's address of the empty database; it has PostGIS and btree_gist. */
  readonly ownerUrl: string
  stop(): Promise<void>
}

/** Starts a cluster in a temporary folder; `stop` removes both. */
export async function startTestCluster(): Promise<TestCluster> {
  const dataDir = await mkdtemp(join(tmpdir(), 'socle-test-'))
  await chmod(dataDir, 0o711) // Under root, PostgreSQL runs as another account and must get through.
  const silent = { info: () => undefined, warn: () => undefined }
  const cluster = await startNativeCluster({ dataDir, log: silent, extraSettings: fastSettings })
  return {
    ownerUrl: cluster.ownerUrl,
    stop: async () => {
      await cluster.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
