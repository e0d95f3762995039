// Short secrets kept in the database: readable only with a key derived from SOCLE_SECRET, and only where they were put.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const version = 1
const nonceBytes = 12
const tagBytes = 16
const headBytes = 1 + nonceBytes + tagBytes

/** Encrypts a text (AES-256-GCM, key of 32 bytes). The same `context` is needed to open it: what it belongs to. */
export function sealText(key: Buffer, text: string, context: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.from([version]), nonce, cipher.getAuthTag(), body])
}

/** The text, or null when it was sealed with another key or for another context, or was tampered with. */
export function openSealedText(key: Buffer, sealed: Uint8Array, context: string): string | null {
  const bytes = Buffer.from(sealed)
  if (bytes.length < headBytes || bytes[0] !== version) return null
  const nonce = bytes.subarray(1, 1 + nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(1 + nonceBytes, headBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(headBytes)), decipher.final()]).toString('utf8')
  } catch {
    // Authentication failed: all that GCM says.
    return null
  }
}
