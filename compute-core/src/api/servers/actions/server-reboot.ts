import { z } from 'zod'
import { beginServerAction, namesOf, serverAction } from './server-action.ts'

/** Reboots a server: SOFT asks its guest, HARD does not. */
export const reboot = serverAction({
  ...namesOf('hardReboot'),
  body: z.strictObject({ type: z.enum(['HARD', 'Hard', 'hard', 'SOFT', 'Soft', 'soft'], 'It is SOFT or HARD.') }),
  handle: (api, context, server, { type }) =>
    beginServerAction(api, context, server, type.toUpperCase() === 'HARD' ? 'hardReboot' : 'softReboot'),
})
