// The operating system account that runs the private PostgreSQL: PostgreSQL refuses root, so root hands it to an unprivileged one.
import { execFile } from 'node:child_process'
import { lstat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const rootUid = 0
/** In this order: the account that Debian's package creates, else the one every Unix has. */
const unprivilegedNames = ['postgres', 'nobody'] as const

export interface Account {
  readonly uid: number
  readonly gid: number
  readonly name: string
}

export type AccountChoice =
  /** `switchTo` is absent when PostgreSQL runs as this very process. */
  | { readonly kind: 'chosen'; readonly ownName: string; readonly switchTo?: Account }
  | { readonly kind: 'impossible'; readonly reason: string }

/** Root keeps the account that already owns the data or its folder (a clone started by sudo), else takes an unprivileged one. */
export async function chooseAccount(dataDir: string): Promise<AccountChoice> {
  const ownName = readOwnName()
  if (ownName === undefined)
    return { kind: 'impossible', reason: 'PostgreSQL demande un compte qui a un nom sur cette machine.' }
  if (process.getuid?.() !== rootUid) return { kind: 'chosen', ownName }
  const owner = (await ownerOf(join(dataDir, 'postgres'))) ?? (await ownerOf(dataDir))
  const candidates = owner === undefined || owner === rootUid ? unprivilegedNames : [String(owner)]
  for (const candidate of candidates) {
    const account = await findAccount(candidate)
    if (account !== undefined) return { kind: 'chosen', ownName, switchTo: account }
  }
  return {
    kind: 'impossible',
    reason: 'PostgreSQL refuse de tourner sous root et aucun autre compte n’est utilisable (postgres, nobody).',
  }
}

/** The first folder that bars the account's way to `folder`, or undefined when it can go there. */
export async function findBarrier(account: Account, folder: string): Promise<string | undefined> {
  const way = ancestorsOf(folder)
  const script = 'for folder do [ ! -e "$folder" ] || [ -x "$folder" ] || { printf %s "$folder"; exit 0; }; done'
  const { stdout } = await run('/bin/sh', ['-c', script, 'sh', ...way], {
    uid: account.uid,
    gid: account.gid,
    cwd: '/',
    env: {},
  })
  return stdout === '' ? undefined : stdout
}

/** Nobody but root and account owners may change these, so the outermost folder comes first. */
function ancestorsOf(folder: string): readonly string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [...ancestorsOf(parent), folder]
}

function readOwnName(): string | undefined {
  try {
    return userInfo().username
  } catch {
    return undefined // A numeric user without an entry (docker run --user 12345): PostgreSQL's own programs refuse it too.
  }
}

async function ownerOf(path: string): Promise<number | undefined> {
  return lstat(path).then(
    (stats) => stats.uid,
    () => undefined,
  )
}

async function findAccount(nameOrUid: string): Promise<Account | undefined> {
  try {
    const [uid, gid, name] = await Promise.all(['-u', '-g', '-un'].map((flag) => ask(flag, nameOrUid)))
    return { uid: Number(uid), gid: Number(gid), name: name ?? nameOrUid }
  } catch {
    return undefined // `id` answers 1 for an account that does not exist.
  }
}

async function ask(flag: string, nameOrUid: string): Promise<string> {
  return (await run('id', [flag, '--', nameOrUid])).stdout.trim()
}
