// Shortcuts of the whole frame: Ctrl-K, ?, /, n and g + letter are listed in the shortcuts dialog.
import { useEffect, useRef } from 'react'
import { isTyping } from '../keyboard.ts'

export interface ShortcutActs {
  readonly openPalette: () => void
  readonly openShortcuts: () => void
}

export function useShortcuts(acts: ShortcutActs): void {
  const latest = useRef(acts)
  useEffect(() => {
    latest.current = acts
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        latest.current.openPalette()
      } else if (!isTyping(event)) pressed(event, latest.current)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

function pressed(event: KeyboardEvent, acts: ShortcutActs): void {
  if (event.key === '?') {
    event.preventDefault()
    acts.openShortcuts()
  } else if (event.key === '/') {
    const search = document.querySelector<HTMLInputElement>('input[data-list-search]')
    if (search === null) return
    event.preventDefault()
    search.focus()
    search.select()
  } else if (event.key === 'n') {
    const create = document.querySelector<HTMLElement>('main [data-create]')
    if (create === null) return
    event.preventDefault()
    create.click()
  }
}
