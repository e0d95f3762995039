// GET /problems/<code>: the page that a problem's `type` names, taken from docs/guide/problems.md.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { notFound, problemType } from '../problem.ts'
import { escapeHtml } from './html.ts'

const guide = fileURLToPath(new URL('../../../docs/guide/problems.md', import.meta.url))

/** Serves one short page for each documented code. */
export function addProblemPages(app: FastifyInstance): void {
  const pages = readProblemPages()
  app.get<{ Params: { slug: string } }>('/problems/:slug', async (request, reply) => {
    const page = pages.get(request.params.slug)
    if (page === undefined) throw notFound()
    return reply.type('text/html; charset=utf-8').send(page)
  })
}

/** Pages by the last part of `type`: `duplicate-period` for DUPLICATE_PERIOD. */
export function readProblemPages(): ReadonlyMap<string, string> {
  const rows = readFileSync(guide, 'utf8').matchAll(/^\| `([A-Z0-9_]+)` \|(.*)\|$/gm)
  return new Map(
    [...rows].map(([, code = '', cells = '']) => [
      problemType(code).split('/').at(-1) ?? '',
      pageOf(code, cells.split('|').at(-1) ?? ''),
    ]),
  )
}

function pageOf(code: string, meaning: string): string {
  const text = escapeHtml(meaning.trim().replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')).replaceAll(
    /`([^`]+)`/g,
    '<code>$1</code>',
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${code} · Socle</title></head><body><main><h1>${code}</h1><p>${text}</p></main></body></html>`
}
