// E-mail by SMTP, when SMTP_URL names a server. Always as text, which reads everywhere; never with a tracker.
import { createTransport } from 'nodemailer'

export interface Message {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** The same once more, for programs that show it. */
  readonly html?: string
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
    send: async ({ to, subject, text, html, id }) => {
      // An object, so that an address can never be read as a list of addresses.
      await transport.sendMail({ to: { name: '', address: to }, subject, text, ...optional(html, id) })
    },
    close: () => transport.close(),
  }
}

function optional(html: string | undefined, id: string | undefined): { html?: string; messageId?: string } {
  return { ...(html === undefined ? {} : { html }), ...(id === undefined ? {} : { messageId: `<${id}@socle>` }) }
}
