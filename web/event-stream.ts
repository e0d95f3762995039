// Reads the text of a server-sent event stream, in pieces of any size.

export interface StreamEvent {
  readonly id: string | null
  readonly name: string
  readonly data: string
}

const bufferLengthMax = 1_000_000

/** Returns a function that takes the next piece and gives the events it completes. */
export function createEventParser(): (piece: string) => readonly StreamEvent[] {
  let buffer = ''
  let lastId: string | null = null
  return (piece) => {
    buffer += piece
    if (buffer.length > bufferLengthMax) throw new RangeError('An event exceeds the size that is read.')
    const blocks = buffer.split(/\r\n\r\n|\n\n|\r\r/)
    buffer = blocks.pop() ?? ''
    const events: StreamEvent[] = []
    for (const block of blocks) {
      const fields = readFields(block)
      lastId = fields.id ?? lastId
      if (fields.data.length > 0) events.push({ id: lastId, name: fields.name, data: fields.data.join('\n') })
    }
    return events
  }
}

function readFields(block: string): { id: string | null; name: string; data: string[] } {
  const fields: { id: string | null; name: string; data: string[] } = { id: null, name: 'message', data: [] }
  for (const line of block.split(/\r\n|\n|\r/)) {
    const at = line.indexOf(':')
    const name = at === -1 ? line : line.slice(0, at)
    const value = at === -1 ? '' : line.slice(at + 1).replace(/^ /, '')
    if (name === 'data') fields.data.push(value)
    else if (name === 'event') fields.name = value
    else if (name === 'id' && !value.includes('\0')) fields.id = value
  }
  return fields
}
