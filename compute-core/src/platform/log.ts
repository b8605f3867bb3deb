import { pino, stdSerializers, type Logger } from 'pino'
import { CloudError } from './errors.ts'

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
      serializers: { err: errorInLog },
      redact: { paths: ['*.password', '*.adminPass', '*.token', '*.user_data'], censor: '(hidden)' },
    },
    pino.destination({ dest: 2, sync: false }),
  )

/** An error as the log has it: what the cloud itself refuses says why in words, and where in the code that was is of no use to anybody. */
export function errorInLog(error: Error): object {
  const { stack, ...said } = stdSerializers.err(error)
  return error instanceof CloudError && error.cause === undefined ? said : { ...said, stack }
}

/** A logger for tests: it says nothing. */
export const silentLog: Log = pino({ level: 'silent' })
