// One JSON line per fact, without personal data or secrets. The log is a parameter, never a global.
import { pino } from 'pino'
import type { Logger } from 'pino'

export type Log = Logger

/** Makes the process's log. Known secret-bearing fields are removed whatever logs them. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          'password',
          'token',
          'access_token',
          'refresh_token',
          'authorization',
          'cookie',
          'email',
          '*.password',
          '*.email',
        ],
        remove: true,
      },
    },
    pino.destination({ fd: 2, sync: false }),
  )
}
