// Says of a file why the server would refuse it, before its bytes travel.
import { useFormat, useT } from '../i18n/use-i18n.tsx'

export interface FileLimits {
  /** Extensions with their dot: ['.csv', '.xlsx']. */
  readonly accept: readonly string[]
  readonly bytesMax: number
}

/** The sentence about one file; null when it may leave. */
export function useFileCheck({ accept, bytesMax }: FileLimits): (file: File) => string | null {
  const t = useT()
  const format = useFormat()
  return (file) => {
    const { name } = file
    const isKnown = accept.some((extension) => name.toLowerCase().endsWith(extension))
    if (!isKnown) return t('file.wrongKind', { name, list: accept.join(', ') })
    return file.size > bytesMax ? t('file.tooLarge', { name, max: format.bytes(bytesMax) }) : null
  }
}
