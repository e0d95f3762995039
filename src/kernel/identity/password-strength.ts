// Estimates how hard a password is to guess for somebody who knows the common ones. Pure.
import { commonPasswords } from './common-passwords.ts'

/** Below this many bits a password falls to a list of common ones with the usual additions (1234, !, a year). */
const bitsMin = 30
const baseBits = 9
const sequenceBits = 6
const repeatBits = 5
const letterBits = 4.7
const digitBits = 3.3
const otherBits = 5
const separatorBits = 2
const sequenceCharactersMin = 3
const repeatCharactersMin = 3
/** Longer passwords are judged by their beginning: it is already more than enough. */
const judgedCharactersMax = 128
const basesMax = Math.max(...[...commonPasswords].map((word) => word.length))

const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
]
const sequences = rows.flatMap((row) => [row, [...row].reverse().join('')])
const substitutes: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '5': 's',
  $: 's',
  '7': 't',
  '!': 'i',
}

/** Tells whether a password is on the block list or a trivial form of what is on it. */
export function isCommonPassword(password: string): boolean {
  const plain = fold(password).slice(0, judgedCharactersMax)
  return Math.min(bitsOf(plain), bitsOf(unsubstitute(plain))) < bitsMin
}

/** Lower case without accents: how people vary a word without making it harder to guess. */
export function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

/** `p@ssw0rd` → `password`; digits that stand alone at the end stay digits. */
function unsubstitute(text: string): string {
  const tail = /[\d\W_]*$/u.exec(text)?.[0].length ?? 0
  const head = text.slice(0, text.length - tail)
  return [...head].map((character) => substitutes[character] ?? character).join('') + text.slice(text.length - tail)
}

/** The cheapest way to build the text from common words, sequences, repetitions and single characters, in bits. */
function bitsOf(text: string): number {
  const period = periodOf(text)
  if (period < text.length) return bitsOf(text.slice(0, period)) + repeatBits
  const best = [0]
  for (let end = 1; end <= text.length; end += 1) {
    let least = (best[end - 1] ?? 0) + characterBits(text[end - 1] ?? '')
    for (let start = Math.max(0, end - Math.max(basesMax, 30)); start < end - 1; start += 1) {
      const bits = pieceBits(text.slice(start, end))
      if (bits !== null) least = Math.min(least, (best[start] ?? 0) + bits)
    }
    best.push(least)
  }
  return best.at(-1) ?? 0
}

/** The length of the block that the whole text repeats; the text's own length when it repeats none. */
function periodOf(text: string): number {
  if (text.length < 2) return text.length
  const found = (text + text).indexOf(text, 1)
  return found === -1 ? text.length : found
}

function pieceBits(piece: string): number | null {
  if (commonPasswords.has(piece)) return baseBits
  if (piece.length >= repeatCharactersMin && [...piece].every((character) => character === piece[0])) return repeatBits
  if (piece.length >= sequenceCharactersMin && sequences.some((sequence) => sequence.includes(piece)))
    return sequenceBits
  return null
}

function characterBits(character: string): number {
  if (/\d/.test(character)) return digitBits
  if (/[a-z]/.test(character)) return letterBits
  return /[\s._-]/.test(character) ? separatorBits : otherBits
}
