// E-mail by SMTP, when SMTP_URL names a server. Text only: it reads everywhere and carries no tracker.
import { createTransport } from 'nodemailer'

export interface Message {
  readonly to: string
  readonly subject: string
  readonly text: string
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
    send: async ({ to, subject, text }) => {
      // An object, so that an address can never be read as a list of addresses.
      await transport.sendMail({ to: { name: '', address: to }, subject, text })
    },
    close: () => transport.close(),
  }
}
