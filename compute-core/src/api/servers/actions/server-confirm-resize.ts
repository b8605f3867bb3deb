import { z } from 'zod'
import { assertCan } from '#domain/server/lifecycle'
import { assertHostUp } from '../assert-host-up.ts'
import { assertResizeWaits } from './assert-resize-waits.ts'
import { beginServerAction, namesOf, serverAction } from './server-action.ts'

/** Makes a resize final. */
export const confirmResize = serverAction({
  ...namesOf('confirmResize'),
  body: z.unknown(),
  async handle(api, context, server) {
    assertCan(server, 'confirmResize', context.caller.isAdmin)
    await assertResizeWaits(api, server)
    assertHostUp(api, server)
    await beginServerAction(api, context, server, 'confirmResize')
    return { status: 204 }
  },
})
