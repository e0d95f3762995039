// SOCLE_SECRET is the one root; everything else derives from it, so that any number of processes agree.
import { hkdfSync, randomBytes } from 'node:crypto'
import { chmod, mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const secretFileName = 'secret'
const secretBytesMin = 32
const readAttemptsMax = 20
const readPauseMs = 25

/** Derives 32 bytes for one purpose (RFC 5869). Distinct purposes give unrelated keys. */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'socle', purpose, 32))
}

/** The password of the application's database role. */
export function applicationPassword(secret: string): string {
  return deriveKey(secret, 'database/socle_app').toString('base64url')
}

/** Reads the secret of the data folder, or creates it (mode 0600) at the first start. */
export async function readOrCreateSecret(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true })
  const path = join(dataDir, secretFileName)
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(randomBytes(secretBytesMin).toString('base64url'))
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  await chmod(path, 0o600)
  return readSettled(path)
}

/** A file without its content may be another process's that is making it at this moment: it is looked at again. */
async function readSettled(path: string): Promise<string> {
  for (let attempt = 0; attempt < readAttemptsMax; attempt += 1) {
    const secret = (await readFile(path, 'utf8')).trim()
    if (Buffer.byteLength(secret) >= secretBytesMin) return secret
    await sleep(readPauseMs)
  }
  throw new Error(`Le secret de ${path} est incomplet : supprimez ce fichier.`)
}
