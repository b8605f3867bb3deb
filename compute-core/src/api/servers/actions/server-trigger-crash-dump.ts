import { z } from 'zod'
import { assertCan } from '#domain/server/lifecycle'
import { conflict } from '#platform/errors'
import { beginServerAction, namesOf, serverAction } from './server-action.ts'

/** Sends a server's guest an interrupt that it cannot ignore, which has its kernel dump core where it is set up to. */
export const triggerCrashDump = serverAction({
  ...namesOf('triggerCrashDump'),
  body: z.null(),
  async handle(api, context, server) {
    assertCan(server, 'triggerCrashDump', context.caller.isAdmin)
    if (server.hostName === null) throw conflict(`Instance ${server.id} is on no host.`, 'There is nothing to dump.')
    return beginServerAction(api, context, server, 'triggerCrashDump')
  },
})
