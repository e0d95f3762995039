// How a fetched file is called: as its server says (RFC 6266), else as the last part of its address.

const charactersMax = 200

/** The name with its extension; null when neither the header nor the address gives one. */
export function fileNameOf(disposition: string | undefined, url: URL): string | null {
  const offered = disposition === undefined ? null : (extendedName(disposition) ?? plainName(disposition))
  return clean(offered) ?? clean(lastPart(url))
}

function extendedName(disposition: string): string | null {
  const [, encoded] = /(?:^|;)\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition) ?? []
  return encoded === undefined ? null : decoded(encoded)
}

function plainName(disposition: string): string | null {
  const [, quoted, bare] = /(?:^|;)\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]+))/i.exec(disposition) ?? []
  return quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? null
}

/** Only a part that looks like a file: `download` or a share's key is no name. */
function lastPart({ pathname }: URL): string | null {
  const part = decoded(pathname.slice(pathname.lastIndexOf('/') + 1))
  return part !== null && /\.[a-z0-9]{2,5}$/i.test(part) ? part : null
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    // Not percent-encoded UTF-8: no name to show.
    return null
  }
}

/** Without folders and control characters. */
function clean(name: string | null): string | null {
  if (name === null) return null
  const base = name.toWellFormed().split(/[\\/]/).at(-1) ?? ''
  const shown = base.replaceAll(/\p{Cc}/gu, '').trim()
  return shown === '' || shown === '.' || shown === '..' ? null : shown.slice(-charactersMax)
}
