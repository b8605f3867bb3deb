import { z } from 'zod'
import { resetServer } from '#store/server-reset'
import { serverAction } from './server-action.ts'

/**
 * Calls a server active or in error, whatever it was, and ends its task. A flow that is under way finds its task gone before its next
 * step and ends there, without a word in the server's row; one that has not begun is called off. A delete goes on all the same.
 */
export const resetState = serverAction({
  name: 'os-resetState',
  rule: 'os_compute_api:os-admin-actions:reset_state',
  body: z.strictObject({ state: z.enum(['active', 'error']) }),
  async handle({ db }, _context, server, { state }) {
    await db.transaction().execute((trx) => resetServer(trx, server.id, state))
    return { status: 202 }
  },
})
