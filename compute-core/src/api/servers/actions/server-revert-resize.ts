import { z } from 'zod'
import { assertCan } from '#domain/server/lifecycle'
import { assertResizeWaits } from './assert-resize-waits.ts'
import { beginServerAction, namesOf, serverAction } from './server-action.ts'

/** Takes a resized server back to what it was. */
export const revertResize = serverAction({
  ...namesOf('revertResize'),
  body: z.unknown(),
  async handle(api, context, server) {
    assertCan(server, 'revertResize', context.caller.isAdmin)
    await assertResizeWaits(api, server)
    return beginServerAction(api, context, server, 'revertResize')
  },
})
