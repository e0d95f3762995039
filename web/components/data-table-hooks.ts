// What a table remembers for its reader, and how the keyboard moves in it.
import { useEffect, useState, type RefObject } from 'react'
import { isTyping } from '../keyboard.ts'

export type Density = 'compact' | 'comfortable'

export interface TablePreferences {
  readonly density: Density
  readonly setDensity: (density: Density) => void
  readonly isVisible: (columnId: string) => boolean
  readonly setVisible: (columnId: string, visible: boolean) => void
}

interface Stored {
  readonly density: Density
  /** Only what the reader changed, so that a new column appears as it was designed. */
  readonly columns: Readonly<Record<string, boolean>>
}

interface HideableColumn {
  readonly id: string
  readonly hiddenAtFirst?: boolean
}

export function useTablePreferences(id: string, columns: readonly HideableColumn[]): TablePreferences {
  const key = `socle.table.${id}`
  const [stored, setStored] = useState<Stored>(() => readStored(key))
  const change = (next: Stored): void => {
    setStored(next)
    localStorage.setItem(key, JSON.stringify(next))
  }
  return {
    density: stored.density,
    setDensity: (density) => change({ ...stored, density }),
    isVisible: (columnId) =>
      columnId === columns[0]?.id ||
      (stored.columns[columnId] ?? columns.find((column) => column.id === columnId)?.hiddenAtFirst !== true),
    setVisible: (columnId, visible) => change({ ...stored, columns: { ...stored.columns, [columnId]: visible } }),
  }
}

/** Whether the table is wider than its place: only then does it scroll by itself and take the keyboard. */
export function useOverflow(place: RefObject<HTMLElement | null>): boolean {
  const [overflows, setOverflows] = useState(false)
  useEffect(() => {
    const element = place.current
    if (element === null) return undefined
    const measure = (): void => setOverflows(element.scrollWidth > element.clientWidth + 1)
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    return () => observer.disconnect()
  }, [place])
  return overflows
}

/** j and k move between rows; Enter on a row follows its link. */
export function useTableKeys(body: RefObject<HTMLTableSectionElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event) || (event.key !== 'j' && event.key !== 'k') || body.current === null) return
      const rows = [...body.current.querySelectorAll<HTMLElement>('tr[data-row]')]
      const at = rows.findIndex((row) => row.contains(document.activeElement))
      const next = rows[Math.max(0, at + (event.key === 'j' ? 1 : -1))]
      if (next === undefined) return
      event.preventDefault()
      const link = next.querySelector<HTMLElement>('.table-link') ?? next
      link.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [body])
}

function readStored(key: string): Stored {
  const text = localStorage.getItem(key)
  const value = text === null ? {} : (JSON.parse(text) as Partial<Stored>)
  return { density: value.density ?? 'compact', columns: value.columns ?? {} }
}
