// The name of a file as its sender writes it, made safe to show, to store and to send back.

const charactersMax = 200
/** Controls, and the marks that make a name read in another order than it is written. */
const invisible = /[\p{Cc}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/gu

/** The last part of a path, without what cannot be seen; at most 200 characters, its extension kept. */
export function cleanFileName(given: string): string {
  const last = given.toWellFormed().normalize('NFC').replaceAll(invisible, '').split(/[/\\]/).at(-1) ?? ''
  const name = last.replaceAll(/\s+/g, ' ').replace(/^[ .]+|[ .]+$/g, '')
  if (name === '') return 'fichier'
  const characters = Array.from(name)
  if (characters.length <= charactersMax) return name
  const extension = extensionOf(name)
  return characters.slice(0, charactersMax - extension.length).join('') + extension
}

/** With its dot, in lower case: `.pdf`; empty without one. */
export function extensionOf(name: string): string {
  return /\.[a-z0-9]{1,8}$/i.exec(name)?.[0].toLowerCase() ?? ''
}

/** The header that makes a browser save instead of show, with the name in any script (RFC 6266, RFC 8187). */
export function attachmentHeader(name: string): string {
  const plain = name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const escaped = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${escaped}`
}
