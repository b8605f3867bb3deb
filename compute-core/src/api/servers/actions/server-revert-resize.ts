import { z } from 'zod'
import { assertCan } from '#domain/server/lifecycle'
import { assertResizeWaits } from './assert-resize-waits.ts'
import { beginServerAction, serverAction } from './server-action.ts'

/** Takes a resized server back to what it was. */
export const revertResize = serverAction({
  name: 'revertResize',
  rule: 'os_compute_api:servers:revert_resize',
  body: z.unknown(),
  async handle(api, ask, server) {
    assertCan(server, 'revertResize', ask.caller.isAdmin)
    await assertResizeWaits(api, server)
    return beginServerAction(api, ask, server, 'revertResize')
  },
})
