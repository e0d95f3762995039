// `node bin/dump-schema.ts`: renews db/schema.sql, the golden picture of the migrated database that reviews read.
import { writeFile } from 'node:fs/promises'
import { dumpSchema, schemaFile } from '../test/support/schema-dump.ts'
import { startTestCluster } from '../test/support/throw-away-cluster.ts'

const cluster = await startTestCluster()
try {
  await writeFile(schemaFile, await dumpSchema(cluster.ownerUrl))
} finally {
  await cluster.stop()
}
