// A mail server for tests: it speaks just enough SMTP to receive letters, and can be told to refuse an address.
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Letter {
  readonly to: readonly string[]
  /** Headers and body as received. */
  readonly raw: string
  /** The body, decoded from quoted-printable. */
  readonly text: string
}

export interface TestMailServer extends AsyncDisposable {
  readonly url: string
  readonly letters: readonly Letter[]
  /** Recipients that are refused. */
  readonly refused: Set<string>
  /** Waits until this many letters have come. */
  readonly waitFor: (count: number) => Promise<readonly Letter[]>
}

const waitMaxMs = 15_000

/** Listens on a free port of the loopback. */
export async function startTestMailServer(): Promise<TestMailServer> {
  const letters: Letter[] = []
  const refused = new Set<string>()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    converse(socket, letters, refused)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    letters,
    refused,
    waitFor: async (count) => {
      for (let waited = 0; letters.length < count && waited < waitMaxMs; waited += 20) await sleep(20)
      if (letters.length < count) throw new Error(`${letters.length} of ${count} letters came`)
      return letters
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function converse(socket: Socket, letters: Letter[], refused: ReadonlySet<string>): void {
  let buffer = ''
  let to: string[] = []
  let isData = false
  const say = (line: string): void => void socket.write(`${line}\r\n`)
  const command = (line: string): void => {
    const recipient = /^RCPT TO:<([^>]*)>/i.exec(line)?.[1]
    if (/^EHLO|^HELO|^MAIL|^RSET|^NOOP/i.test(line)) say('250 ok')
    else if (recipient !== undefined && refused.has(recipient)) say('550 no such mailbox')
    else if (recipient !== undefined) {
      to.push(recipient)
      say('250 ok')
    } else if (/^DATA/i.test(line)) {
      isData = true
      say('354 go on')
    } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
    else say('500 what?')
  }
  say('220 test')
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    buffer += chunk
    for (;;) {
      const mark = isData ? '\r\n.\r\n' : '\r\n'
      const end = buffer.indexOf(mark)
      if (end < 0) return
      const part = buffer.slice(0, end)
      buffer = buffer.slice(end + mark.length)
      if (!isData) command(part)
      else {
        letters.push({ to, raw: part, text: decode(part) })
        to = []
        isData = false
        say('250 received')
      }
    }
  })
}

function decode(raw: string): string {
  const body = raw.slice(raw.indexOf('\r\n\r\n') + 4)
  if (/^content-transfer-encoding: base64/im.test(raw)) return Buffer.from(body, 'base64').toString('utf8')
  if (!/^content-transfer-encoding: quoted-printable/im.test(raw)) return body
  const joined = body.replaceAll('=\r\n', '')
  return Buffer.from(
    joined.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')
}
