// For `node --test --test-global-setup`: one PostgreSQL for the whole run, shared with the test files by an environment variable.
import { clusterVariable, startTestCluster } from './throw-away-cluster.ts'
import type { TestCluster } from './throw-away-cluster.ts'

let cluster: TestCluster | undefined

export async function globalSetup(): Promise<void> {
  cluster = await startTestCluster()
  process.env[clusterVariable] = cluster.ownerUrl
  // A run that is told to end must not leave PostgreSQL behind: the cluster's exit hook stops it.
  process.once('SIGTERM', () => process.exit(143))
}

export async function globalTeardown(): Promise<void> {
  await cluster?.stop()
}
