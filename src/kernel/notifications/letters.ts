// The texts of e-mails, in French. Pure.
import type { Message } from './mail.ts'
import type { Letter } from './queue.ts'

export interface Recipient {
  readonly email: string
  readonly full_name: string
}

export interface LinkLetter {
  readonly letter: Letter
  readonly token: string
  readonly organization_name: string
  readonly base_url: string
}

/** A letter with a single-use link. The token stands behind `#`: browsers keep it out of requests, logs and referrers. */
export function linkLetter(to: Recipient, { letter, token, organization_name, base_url }: LinkLetter): Message {
  const isInvitation = letter === 'INVITATION'
  const link = `${base_url}/${isInvitation ? 'invitation' : 'reset-password'}#token=${token}`
  const lines = isInvitation
    ? [
        `${oneLine(organization_name)} vous invite sur Socle.`,
        'Choisissez votre mot de passe ici (lien valable 7 jours, une seule fois) :',
      ]
    : [
        'Vous avez demandé un nouveau mot de passe pour Socle.',
        'Choisissez-le ici (lien valable une heure, une seule fois) :',
      ]
  const closing = isInvitation
    ? 'Si vous n’attendiez pas cette invitation, ignorez ce message.'
    : 'Si ce n’était pas vous, ignorez ce message : rien n’a changé.'
  return {
    to: to.email,
    subject: isInvitation ? `Invitation de ${oneLine(organization_name)}` : 'Votre nouveau mot de passe',
    text: letterOf(to, [...lines, '', link, '', closing]),
  }
}

export interface LetterItem {
  readonly title: string
  readonly body: string
  readonly link: string | null
}

/** One letter for all that a person has not read yet. */
export function notificationLetter(to: Recipient, items: readonly LetterItem[], baseUrl: string): Message {
  const [first] = items
  const subject =
    items.length === 1 && first !== undefined ? oneLine(first.title) : `${items.length} nouvelles dans Socle`
  const paragraphs = items.flatMap(({ title, body, link }) => [
    `• ${oneLine(title)}`,
    ...(body === '' ? [] : [body]),
    ...(link === null ? [] : [`${baseUrl}${link}`]),
    '',
  ])
  return { to: to.email, subject, text: letterOf(to, paragraphs) }
}

function letterOf({ full_name }: Recipient, lines: readonly string[]): string {
  return [`Bonjour ${oneLine(full_name)},`, '', ...lines, '— Socle', ''].join('\n')
}

/** A name or a title must not be able to add lines to a letter. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}
