import { pino, type Logger } from 'pino'

export type Log = Logger

/** From which level on something is logged. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const

export type LogLevel = (typeof logLevels)[number]

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
