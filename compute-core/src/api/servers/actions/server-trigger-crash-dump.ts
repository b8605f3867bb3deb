import { z } from 'zod'
import { assertCan } from '#domain/server/lifecycle'
import { conflict } from '#platform/errors'
import { beginServerAction, serverAction } from './server-action.ts'

/** Sends a server's guest an interrupt that it cannot ignore, which has its kernel dump core where it is set up to. */
export const triggerCrashDump = serverAction({
  name: 'trigger_crash_dump',
  rule: 'os_compute_api:servers:trigger_crash_dump',
  since: '2.17',
  body: z.null(),
  async handle(api, ask, server) {
    assertCan(server, 'triggerCrashDump', ask.caller.isAdmin)
    if (server.hostName === null) throw conflict(`Instance ${server.id} is on no host.`, 'There is nothing to dump.')
    return beginServerAction(api, ask, server, 'triggerCrashDump')
  },
})
