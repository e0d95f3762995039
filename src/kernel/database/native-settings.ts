// What the private PostgreSQL is told: how durable, how large, who may come in. Pure text, written anew at each start.
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const ownerRole = 'socle_owner'
export const databaseName = 'socle'
const port = 5432
/** The shortest limit among the systems we run on (macOS 104, Linux 108, both with a final zero byte). */
const socketPathBytesMax = 103

/**
 * Durable first (a commit that was answered survives a power cut), then sized for two cores and one gigabyte.
 * Statements and values stay out of the log: they may hold personal data, and the application logs its own errors.
 */
const settings: Readonly<Record<string, string>> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  wal_level: 'replica',
  wal_compression: 'on',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  max_connections: '60',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  random_page_cost: '1.1',
  jit: 'off',
  max_worker_processes: '4',
  max_parallel_workers_per_gather: '0',
  autovacuum_max_workers: '2',
  autovacuum_naptime: '30s',
  idle_in_transaction_session_timeout: '5min',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
}

/** `postgresql.conf`: initdb's own first, then ours; `alter system` (postgresql.auto.conf) still has the last word on sizes. */
export function postgresqlConf(pgData: string): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${quoted(value)}`)
  return [
    '# Written by Socle at each start. To change a size, use ALTER SYSTEM.',
    `include ${quoted(join(pgData, 'postgresql.conf'))}`,
    ...lines,
    '',
  ].join('\n')
}

/**
 * Who may come in. There is no TCP, and the socket lies in a folder of mode 0700. The owner role answers only to the operating
 * system account that runs Socle: the kernel vouches for it (peer), so there is no password to leak, and root can connect
 * although PostgreSQL itself runs unprivileged. Every other role, socle_app first, must prove its password.
 */
export function hostRules(): string {
  return [
    '# Written by Socle at each start.',
    `local all ${ownerRole} peer map=socle`,
    `local replication ${ownerRole} peer map=socle`,
    'local all all scram-sha-256',
    '',
  ].join('\n')
}

/** `pg_ident.conf`: the one operating system account that is the owner. */
export function accountMap(accountName: string): string {
  return `# Written by Socle at each start.\nsocle "${accountName.replaceAll('"', '""')}" ${ownerRole}\n`
}

/** The arguments of `postgres`: what must not be changed by any file, so that the cluster stays private. */
export function postgresArguments(paths: {
  readonly pgData: string
  readonly settingsDir: string
  readonly socketDir: string
  readonly extra: Readonly<Record<string, string>>
}): readonly string[] {
  const fixed: Readonly<Record<string, string>> = {
    config_file: join(paths.settingsDir, 'postgresql.conf'),
    hba_file: join(paths.settingsDir, 'pg_hba.conf'),
    ident_file: join(paths.settingsDir, 'pg_ident.conf'),
    listen_addresses: '',
    port: String(port),
    unix_socket_directories: `"${paths.socketDir.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    logging_collector: 'off',
    ...paths.extra,
  }
  return ['-D', paths.pgData, ...Object.entries(fixed).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** The owner's address: both libpq's programs and node-postgres read the socket's folder from `host`. */
export function ownerUrl(socketDir: string, database: string): string {
  return `postgresql://${ownerRole}@localhost/${encodeURIComponent(database)}?host=${encodeURIComponent(socketDir)}`
}

/** Beside the data when the path is short enough (stable, easy to find), else in a fresh temporary folder. */
export function chooseSocketPlace(
  dataDir: string,
): { readonly kind: 'fixed'; readonly path: string } | { readonly kind: 'temporary'; readonly prefix: string } {
  const beside = join(dataDir, 'postgres-socket')
  if (isShortEnough(beside)) return { kind: 'fixed', path: beside }
  const prefix = join(tmpdir(), temporaryPrefix)
  return { kind: 'temporary', prefix: isShortEnough(`${prefix}XXXXXX`) ? prefix : join('/tmp', temporaryPrefix) }
}

const temporaryPrefix = 'socle-socket-'

/** Whether a socket folder named by an old postmaster.pid is one that we made, and may be removed. */
export function isTemporarySocketDir(path: string): boolean {
  return /\/socle-socket-[A-Za-z0-9]{6}$/.test(path)
}

function isShortEnough(socketDir: string): boolean {
  return Buffer.byteLength(join(socketDir, `.s.PGSQL.${port}`)) <= socketPathBytesMax
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
