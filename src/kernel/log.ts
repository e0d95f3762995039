// One JSON line per fact, without personal data or secrets. The log is a parameter, never a global.
import { pino } from 'pino'
import type { DestinationStream, Logger } from 'pino'

export type Log = Logger

/** Makes the process's log, on stderr unless told otherwise. Known secret-bearing fields are removed whatever logs them. */
export function createLog(level: string, destination?: DestinationStream): Log {
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
    destination ?? pino.destination({ fd: 2, sync: false }),
  )
}
