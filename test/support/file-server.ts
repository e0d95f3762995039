// A server on loopback that answers as a test says, and remembers what it was asked.
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

export type Answering = (response: ServerResponse, request: IncomingMessage) => void

export interface FileServer extends AsyncDisposable {
  readonly origin: string
  /** `127.0.0.1:port` */
  readonly host: string
  readonly asked: Asked[]
  /** What a path answers from now on. */
  readonly serve: (path: string, answer: Answering) => void
  /** A path that gives a text as CSV. */
  readonly give: (path: string, text: string, headers?: Readonly<Record<string, string>>) => void
}

/** Listens on a free port of 127.0.0.1; unknown paths are 404. */
export async function startFileServer(): Promise<FileServer> {
  const answers = new Map<string, Answering>()
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push({ path, headers: request.headers })
    const answer = answers.get(path)
    if (answer === undefined) response.writeHead(404).end()
    else answer(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const serve = (path: string, answer: Answering): void => void answers.set(path, answer)
  return {
    origin: `http://${host}`,
    host,
    asked,
    serve,
    give: (path, text, headers = {}) =>
      serve(path, (response) => response.writeHead(200, { 'content-type': 'text/csv', ...headers }).end(text)),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
