// Mentions as text: what is being typed after an @, and which names a text carries.

export interface Person {
  readonly id: string
  readonly full_name: string
}

export interface MentionQuery {
  /** Place of the @. */
  readonly from: number
  readonly text: string
}

const choicesMax = 8
const queryCharactersMax = 40
export const mentionsMax = 20

/** The name being typed before the caret; null when none is: an @ begins a word and its line goes on. */
export function mentionAt(text: string, caret: number): MentionQuery | null {
  const match = /(?:^|\s|\()@([^\s@][^@\n]*)?$/u.exec(text.slice(0, caret))
  if (match === null) return null
  const typed = match[1] ?? ''
  return typed.length > queryCharactersMax ? null : { from: caret - typed.length - 1, text: typed }
}

/** The people whose name has a part that begins so, the best first; whatever the accents. */
export function peopleNamed<One extends Person>(people: readonly One[], typed: string): readonly One[] {
  const wanted = plain(typed)
  const fits = people.filter(({ full_name }) => {
    const name = plain(full_name)
    return name.startsWith(wanted) || name.includes(` ${wanted}`) || name.includes(`-${wanted}`)
  })
  const rank = ({ full_name }: Person): number => (plain(full_name).startsWith(wanted) ? 0 : 1)
  return fits.toSorted((one, other) => rank(one) - rank(other)).slice(0, choicesMax)
}

/** Puts a name where it was being typed; answers the text and where the caret stands then. */
export function writeMention(
  text: string,
  { from, caret }: { readonly from: number; readonly caret: number },
  name: string,
): { readonly text: string; readonly caret: number } {
  const before = `${text.slice(0, from)}@${name} `
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length }
}

/** Ids of the people whose “@Full Name” the text carries; of two with one name, those who were chosen. */
export function mentionedIn(text: string, people: readonly Person[], chosen: readonly string[]): readonly string[] {
  const named = people.filter(({ full_name }) => partsOf(text, [full_name]).some(({ isMention }) => isMention))
  const isRival = (one: Person): boolean => named.some((other) => other !== one && other.full_name === one.full_name)
  return named
    .filter((one) => !isRival(one) || chosen.includes(one.id))
    .map(({ id }) => id)
    .slice(0, mentionsMax)
}

export interface TextPart {
  readonly text: string
  readonly isMention: boolean
}

/** A text cut where it mentions one of these names: the longest name first, and only whole ones. */
export function partsOf(text: string, names: readonly string[]): readonly TextPart[] {
  if (names.length === 0) return [{ text, isMention: false }]
  const longest = names.toSorted((one, other) => other.length - one.length).map(escaped)
  const pattern = new RegExp(`(@(?:${longest.join('|')})(?![\\p{L}\\p{N}]))`, 'u')
  return text
    .split(pattern)
    .map((part, index) => ({ text: part, isMention: index % 2 === 1 }))
    .filter((part) => part.text !== '')
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
