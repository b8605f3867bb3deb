import { z } from 'zod'
import { assertCan } from '#domain/server/lifecycle'
import { assertHostUp } from '../assert-host-up.ts'
import { assertResizeWaits } from './assert-resize-waits.ts'
import { beginServerAction, serverAction } from './server-action.ts'

/** Makes a resize final. */
export const confirmResize = serverAction({
  name: 'confirmResize',
  rule: 'os_compute_api:servers:confirm_resize',
  body: z.unknown(),
  async handle(api, ask, server) {
    assertCan(server, 'confirmResize', ask.caller.isAdmin)
    await assertResizeWaits(api, server)
    assertHostUp(api, server)
    await beginServerAction(api, ask, server, 'confirmResize')
    return { status: 204 }
  },
})
