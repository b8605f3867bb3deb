import { z } from 'zod'
import { beginServerAction, serverAction } from './server-action.ts'

/** Reboots a server: SOFT asks its guest, HARD does not. */
export const reboot = serverAction({
  name: 'reboot',
  rule: 'os_compute_api:servers:reboot',
  body: z.strictObject({ type: z.enum(['HARD', 'Hard', 'hard', 'SOFT', 'Soft', 'soft'], 'It is SOFT or HARD.') }),
  handle: (api, ask, server, { type }) =>
    beginServerAction(api, ask, server, type.toUpperCase() === 'HARD' ? 'hardReboot' : 'softReboot'),
})
