// The reader process: parses one untrusted file and writes its rows to descriptor 1. It may read code and its own
// descriptors, nothing else, and has no environment. Started by reader-child.ts; never imported.

import { readFileSync, writeSync } from 'node:fs'
import { type ReaderMessage, type ReaderTask, taskDescriptor } from './reader-protocol.ts'
import { readTask } from './read-task.ts'
import { TableRefusal } from './table-refusal.ts'

const fileDescriptor = 0
const outputDescriptor = 1
const bytesPerKilobyte = 1024

async function main(): Promise<void> {
  const task = JSON.parse(readFileSync(taskDescriptor, 'utf8')) as ReaderTask
  try {
    const counts = await readTask(readFileSync(fileDescriptor), task, send)
    send({ end: { ...counts, reader_rss_bytes: process.resourceUsage().maxRSS * bytesPerKilobyte } })
  } catch (error) {
    if (!(error instanceof TableRefusal)) throw error
    send({ refusal: { code: error.code, facts: error.facts } })
  }
}

/** Waits until the parent has taken the line: the pipe is the only buffer between the two. */
function send(message: ReaderMessage): void {
  const line = Buffer.from(`${JSON.stringify(message)}\n`)
  for (let at = 0; at < line.length;) at += writeSync(outputDescriptor, line, at)
}

await main()
