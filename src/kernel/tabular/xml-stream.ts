// Streams the XML of a workbook part through saxes and refuses what a spreadsheet never writes.

import { TextDecoder } from 'node:util'
import { SaxesParser } from 'saxes'
import { TableRefusal } from './table-refusal.ts'

export type XmlAttributes = Readonly<Record<string, string>>

/** Element names come without their prefix. Text may come in several pieces. */
export interface XmlHandlers {
  readonly open: (name: string, attributes: XmlAttributes) => void
  readonly text?: (text: string) => void
  readonly close?: (name: string) => void
}

/** Workbook parts nest about ten deep. */
const depthMax = 64
const elementsBelowRoot = 1

/**
 * Feeds a whole document to the handlers. Throws UNSAFE_XML (DOCTYPE, unknown entity, nesting), TRUNCATED (ends
 * too early), NOT_XLSX (not well-formed), UNREADABLE_ENCODING. What a handler throws passes through.
 */
export async function parseXml(chunks: AsyncIterable<Buffer>, handlers: XmlHandlers): Promise<void> {
  const parser = createParser(handlers, false)
  let decoder: TextDecoder | undefined
  for await (const chunk of chunks) {
    decoder ??= decoderFor(chunk)
    parser.write(decode(decoder, chunk))
  }
  if (decoder) parser.write(decode(decoder))
  parser.close()
}

/** Feeds a piece of a document (whole elements, no root) to the handlers. Throws like `parseXml`. */
export function parseXmlFragment(xml: string, handlers: XmlHandlers): void {
  createParser(handlers, true).write(xml).close()
}

/** The value of an attribute whatever its prefix, such as r:id. */
export function prefixedAttribute(attributes: XmlAttributes, local: string): string | undefined {
  const key = Object.keys(attributes).find((name) => name.endsWith(`:${local}`))
  return key === undefined ? undefined : attributes[key]
}

function createParser(handlers: XmlHandlers, fragment: boolean): SaxesParser<{ xmlns: false; fragment: boolean }> {
  const parser = new SaxesParser({ xmlns: false, fragment })
  let depth = fragment ? elementsBelowRoot : 0
  parser.on('error', (error) => {
    throw xmlRefusal(error.message)
  })
  parser.on('doctype', () => {
    throw new TableRefusal('UNSAFE_XML', { construct: 'DOCTYPE' })
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (++depth > depthMax) throw new TableRefusal('UNSAFE_XML', { construct: 'nesting' })
    handlers.open(localName(name), attributes)
  })
  parser.on('closetag', ({ name }) => {
    depth--
    handlers.close?.(localName(name))
  })
  if (handlers.text) {
    parser.on('text', handlers.text)
    parser.on('cdata', handlers.text)
  }
  return parser
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon === -1 ? name : name.slice(colon + 1)
}

function decoderFor(firstChunk: Buffer): TextDecoder {
  if (firstChunk[0] === 0xff && firstChunk[1] === 0xfe) return new TextDecoder('utf-16le', { fatal: true })
  if (firstChunk[0] === 0xfe && firstChunk[1] === 0xff) return new TextDecoder('utf-16be', { fatal: true })
  return new TextDecoder('utf-8', { fatal: true })
}

function decode(decoder: TextDecoder, chunk?: Buffer): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
  } catch (error) {
    throw new TableRefusal('UNREADABLE_ENCODING', { cause: String(error) })
  }
}

/** saxes reports with position and message only. */
function xmlRefusal(message: string): TableRefusal {
  if (message.includes('undefined entity')) return new TableRefusal('UNSAFE_XML', { construct: 'entity' })
  const cut = /unclosed tag|unexpected end|must contain a root/.test(message)
  return new TableRefusal(cut ? 'TRUNCATED' : 'NOT_XLSX', { cause: message })
}
