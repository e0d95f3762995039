// Which passwords are accepted: long, not common, not made of who one is. No rule about classes of characters.
import type { Violation } from '../problem.ts'
import { fold, isCommonPassword } from './password-strength.ts'

export interface PasswordOwner {
  /** Normalised. */
  readonly email: string
  readonly organization_name: string
}

export const passwordCharactersMin = 12
export const passwordCharactersMax = 128
/** More UTF-16 units than any accepted password has, even decomposed: nothing longer is normalised or hashed. */
const unitsMax = passwordCharactersMax * 8
const identityCharactersMin = 3
const partCharactersMin = 3
/** A password that also holds this much of something else may hold a piece of the address or of the name. */
const remainderCharactersMin = 8

/** The form that is judged and hashed (NFC), or null when it is longer than any accepted password. */
export function normalizePassword(text: string): string | null {
  if (text.length > unitsMax) return null
  const password = text.normalize('NFC')
  return [...password].length > passwordCharactersMax ? null : password
}

/** The first reason to refuse a new password; an empty list when it is accepted. */
export function checkNewPassword(text: string, owner: PasswordOwner, pointer = '/password'): readonly Violation[] {
  const refuse = (code: string, detail: string): readonly Violation[] => [{ pointer, code, detail }]
  const password = normalizePassword(text)
  if (password === null)
    return refuse('PASSWORD_TOO_LONG', `Le mot de passe dépasse ${passwordCharactersMax} caractères.`)
  if ([...password].length < passwordCharactersMin) {
    return refuse('PASSWORD_TOO_SHORT', `Le mot de passe compte moins de ${passwordCharactersMin} caractères.`)
  }
  if (containsIdentity(password, owner)) {
    return refuse(
      'PASSWORD_CONTAINS_IDENTITY',
      'Le mot de passe contient votre adresse ou le nom de votre organisation.',
    )
  }
  if (isCommonPassword(password)) {
    return refuse(
      'PASSWORD_TOO_COMMON',
      'Ce mot de passe est trop courant : quelques mots sans rapport entre eux font mieux.',
    )
  }
  return []
}

function containsIdentity(password: string, { email, organization_name }: PasswordOwner): boolean {
  const squeezed = squeeze(password)
  const [local = '', domain = ''] = email.split('@')
  const wholes = [local, organization_name].map(squeeze).filter((whole) => whole.length >= identityCharactersMin)
  if (wholes.some((whole) => squeezed.includes(whole))) return true
  return isMostlyMadeOf(squeezed, [
    ...wordsOf(local),
    ...wordsOf(organization_name),
    ...wordsOf(domain.replace(/\.[^.]*$/, '')),
  ])
}

/** Whether too little is left once the pieces of address and name are taken out. */
function isMostlyMadeOf(squeezed: string, parts: readonly string[]): boolean {
  const longestFirst = parts.toSorted((a, b) => b.length - a.length)
  let rest = squeezed
  for (const part of longestFirst) rest = rest.replaceAll(part, '')
  return rest !== squeezed && rest.length < remainderCharactersMin
}

function wordsOf(text: string): readonly string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= partCharactersMin)
}

/** Folded, letters and digits only: `Jean-Éric.Ô` and `jeanerico` are the same. */
function squeeze(text: string): string {
  return fold(text).replaceAll(/[^\p{L}\p{N}]/gu, '')
}
