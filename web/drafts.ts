// What has been typed and not yet saved, kept for this tab until it is saved or thrown away.

const prefix = 'socle.draft.'
const draftLengthMax = 100_000

export function readDraft(key: string): Readonly<Record<string, unknown>> | null {
  const text = sessionStorage.getItem(prefix + key)
  if (text === null) return null
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null ? { ...value } : null
}

export function writeDraft(key: string, values: Readonly<Record<string, unknown>>): void {
  const text = JSON.stringify(values)
  if (text.length <= draftLengthMax) sessionStorage.setItem(prefix + key, text)
}

export function clearDraft(key: string): void {
  sessionStorage.removeItem(prefix + key)
}

/** Logging out leaves nothing of one person to the next. */
export function clearAllDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key)
}
