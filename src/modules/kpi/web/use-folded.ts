// Which groups the reader has folded: remembered in his browser.
import { useState } from 'react'

const key = 'socle.kpi.folded'

export function useFolded(): readonly [ReadonlySet<string>, (id: string, folded: boolean) => void] {
  const [ids, setIds] = useState<ReadonlySet<string>>(() => new Set(readStored()))
  const fold = (id: string, folded: boolean): void => {
    const next = new Set(ids)
    if (folded) next.add(id)
    else next.delete(id)
    setIds(next)
    localStorage.setItem(key, JSON.stringify([...next]))
  }
  return [ids, fold]
}

function readStored(): readonly string[] {
  return JSON.parse(localStorage.getItem(key) ?? '[]') as readonly string[]
}
