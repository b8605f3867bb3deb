import { pino, type Logger } from 'pino'

export type Log = Logger

/** The process's logger: JSON lines to standard error, secrets left out by name. */
export const makeLog = (level: string): Log =>
  pino(
    {
      level,
      base: null,
      redact: { paths: ['*.password', '*.adminPass', '*.token', '*.user_data'], censor: '(hidden)' },
    },
    pino.destination({ dest: 2, sync: false }),
  )

/** A logger for tests: it says nothing. */
export const silentLog: Log = pino({ level: 'silent' })
