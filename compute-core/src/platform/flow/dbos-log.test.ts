import { pino } from 'pino'
import { expect, test } from 'vitest'
import { dbosLog } from './dbos-log.ts'

test('what the engine says is logged from the level on that is set now', () => {
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const dbos = dbosLog(log)
  dbos.info('before')
  log.level = 'debug'
  dbos.info('while it is looked at closely')
  log.level = 'silent'
  dbos.error('while nobody wants to hear')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ from: 'dbos', msg: 'while it is looked at closely' }])
})
