// Processor time and memory of a process tree, read from /proc (Linux only, as the bench is).
import { readdirSync, readFileSync } from 'node:fs'

const clockTicksPerSecond = 100

interface ProcessStat {
  readonly parent: number
  readonly cpuSeconds: number
}

/** Processor seconds used so far by a process and all its living descendants, their ended children included. */
export function cpuSecondsOf(pid: number): number {
  return treeOf(pid).reduce((sum, member) => sum + (readStat(member)?.cpuSeconds ?? 0), 0)
}

/** Resident megabytes of one process; 0 once it is gone. */
export function residentMegabytesOf(pid: number): number {
  try {
    const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return match === null ? 0 : Number(match[1]) / 1024
  } catch {
    return 0 // The process has ended.
  }
}

/** Follows the largest memory of a process, alone and with its children, until stopped. */
export function watchMemory(pid: number): () => { readonly alone: number; readonly tree: number } {
  let alone = 0
  let tree = 0
  const timer = setInterval(() => {
    alone = Math.max(alone, residentMegabytesOf(pid))
    tree = Math.max(
      tree,
      treeOf(pid).reduce((sum, member) => sum + residentMegabytesOf(member), 0),
    )
  }, 50)
  return () => {
    clearInterval(timer)
    return { alone, tree }
  }
}

function treeOf(root: number): readonly number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = readStat(Number(name))
    if (stat !== null) parents.set(Number(name), stat.parent)
  }
  const members = [root]
  for (let index = 0; index < members.length; index += 1) {
    for (const [pid, parent] of parents) if (parent === members[index]) members.push(pid)
  }
  return members
}

function readStat(pid: number): ProcessStat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const ticks = (fields[11] ?? 0) + (fields[12] ?? 0) + (fields[13] ?? 0) + (fields[14] ?? 0)
    return { parent: fields[1] ?? 0, cpuSeconds: ticks / clockTicksPerSecond }
  } catch {
    return null // The process has ended.
  }
}
