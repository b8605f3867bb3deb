import { z } from 'zod'
import { conflict, notFound } from '#platform/errors'
import { newId } from '#platform/ids'
import { integerField } from '#platform/service/fields'
import { serverAction } from './server-action.ts'

// Nova's own bound: whoever wants more reads the log inside of the guest.
const maxBytes = 102_400

/** The end of what a server wrote to its serial console: the last `length` lines, or all that is kept. */
export const consoleOutput = serverAction({
  name: 'os-getConsoleOutput',
  rule: 'os_compute_api:os-console-output',
  body: z.strictObject({ length: integerField(-1).nullish() }),
  async handle({ agents }, context, server, { length }) {
    context.note({ isReading: true })
    if (server.hostName === null) throw conflict(`Instance ${server.id} is not on a host.`, 'Wait until it is built.')
    const command = { serverId: server.id, maxBytes }
    const { text } = await agents(server.hostName).command('console-log', newId<string>(), command)
    if (text === null) throw notFound('The console log of instance', server.id)
    return { body: { output: lastLines(text, length ?? -1) } }
  },
})

/** The last `count` lines of `text`; all of it for -1. */
function lastLines(text: string, count: number): string {
  if (count < 0) return text
  if (count === 0) return ''
  const ends = text.endsWith('\n')
  const lines = (ends ? text.slice(0, -1) : text).split('\n')
  return lines.slice(-count).join('\n') + (ends ? '\n' : '')
}
