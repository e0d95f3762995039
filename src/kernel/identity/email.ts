// E-mail addresses: one spelling per mailbox, so that case, width and invisible characters make no second account.

const charactersMax = 254
const localCharactersMax = 64
/** ASCII, and Latin letters with accents: letters of other scripts that look like Latin ones would make twins. */
const allowedPattern = /^[\u0021-\u007e\u00c0-\u0130\u0132-\u017e]+$/u
const shapePattern = /^[^@"(),:;<>[\]\\]+@[^@"(),:;<>[\]\\_]+\.[^@"(),:;<>[\]\\_.]{2,}$/u

/** The one spelling that is stored and compared: trimmed, NFKC, lower case. Null when it is not an address we accept. */
export function normalizeEmail(text: string): string | null {
  if (text.length > charactersMax * 2) return null
  const email = text.trim().normalize('NFKC').toLowerCase().normalize('NFKC')
  if (email.length > charactersMax || !allowedPattern.test(email) || !shapePattern.test(email)) return null
  const [local = '', domain = ''] = email.split('@')
  if (local.length > localCharactersMax || hasEmptyPart(local) || hasEmptyPart(domain)) return null
  return email
}

function hasEmptyPart(dotted: string): boolean {
  return dotted.split('.').includes('')
}
