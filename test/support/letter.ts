// Takes a letter apart as a mail program does: its parts, whatever they are nested in, decoded.

export interface LetterPart {
  /** Lower case, without parameters. */
  readonly media_type: string
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly bytes: Buffer
  readonly text: string
}

/** The parts that hold something, in their order. */
export function partsOfLetter(raw: string): readonly LetterPart[] {
  const end = raw.indexOf('\r\n\r\n')
  const headers = headersOf(raw.slice(0, end))
  const body = raw.slice(end + 4)
  const type = headers.get('content-type') ?? 'text/plain'
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1]
  if (boundary !== undefined)
    return body
      .split(`--${boundary}`)
      .slice(1, -1)
      .flatMap((part) => partsOfLetter(part.replace(/^\r\n/, '').replace(/\r\n$/, '')))
  const bytes = decode(body, headers.get('content-transfer-encoding') ?? '')
  const media_type = (type.split(';')[0] ?? '').trim().toLowerCase()
  return [{ media_type, headers, bytes, text: bytes.toString('utf8') }]
}

function headersOf(head: string): ReadonlyMap<string, string> {
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
}

function decode(body: string, encoding: string): Buffer {
  if (/base64/i.test(encoding)) return Buffer.from(body, 'base64')
  if (!/quoted-printable/i.test(encoding)) return Buffer.from(body.replaceAll('\r\n', '\n'))
  const joined = body.replaceAll('=\r\n', '').replaceAll('\r\n', '\n')
  return Buffer.from(
    joined.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}
