// E-mail by SMTP, when SMTP_URL names a server. Always as text, which reads everywhere; pictures travel inside; never
// with a tracker.
import { createTransport } from 'nodemailer'

/** A picture inside a letter. */
export interface LetterPicture {
  /** The HTML shows it as `cid:` and this name. */
  readonly cid: string
  readonly name: string
  readonly media_type: string
  readonly bytes: Buffer
}

export interface Message {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** The same once more, for programs that show it. */
  readonly html?: string
  /** What the HTML shows. */
  readonly pictures?: readonly LetterPicture[]
  /** Makes a letter that had to be sent twice one letter for most mail programs: a name without spaces. */
  readonly id?: string
}

export interface Mailer {
  /** False without SMTP_URL: nothing may rely on mail then. */
  readonly enabled: boolean
  /** Hands one message to the server. Rejects when it is refused, so that a job tries again. */
  readonly send: (message: Message) => Promise<void>
  readonly close: () => void
}

export interface MailSettings {
  readonly smtp_url: string | null
  /** Sender, `Socle <socle@example.org>`. */
  readonly mail_from: string
}

const timeoutMs = 20_000

/** Makes the process's mailer; connections are opened when first needed and reused. */
export function createMailer({ smtp_url, mail_from }: MailSettings): Mailer {
  if (smtp_url === null) {
    return {
      enabled: false,
      send: () => Promise.reject(new Error('no mail server is configured')),
      close: () => undefined,
    }
  }
  const transport = createTransport(
    {
      url: smtp_url,
      pool: true,
      maxConnections: 2,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
    },
    { from: mail_from },
  )
  return {
    enabled: true,
    send: async ({ to, subject, text, pictures = [], ...rest }) => {
      const attachments = pictures.map(attachmentOf)
      // An object, so that an address can never be read as a list of addresses.
      await transport.sendMail({ to: { name: '', address: to }, subject, text, attachments, ...optional(rest) })
    },
    close: () => transport.close(),
  }
}

function optional({ html, id }: Pick<Message, 'html' | 'id'>): { html?: string; messageId?: string } {
  return { ...(html === undefined ? {} : { html }), ...(id === undefined ? {} : { messageId: `<${id}@socle>` }) }
}

function attachmentOf({ cid, name, media_type, bytes }: LetterPicture) {
  return { cid, filename: name, contentType: media_type, content: bytes, contentDisposition: 'inline' as const }
}
