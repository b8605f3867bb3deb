import { z } from 'zod'
import { encryptedFor } from '#domain/key-pair/encrypted-for'
import { assertCan } from '#domain/server/lifecycle'
import type { ServerChangePasswordParams } from '#store/server-wishes'
import { awaitAction } from './await-action.ts'
import { beginServerAction, serverAction } from './server-action.ts'

/** Changes the administrator's password in a server's guest; answers when that is done, or says why it is not. */
export const changePassword = serverAction({
  name: 'changePassword',
  rule: 'os_compute_api:os-admin-password',
  body: z.strictObject({ adminPass: z.string() }),
  async handle(api, ask, server, { adminPass }) {
    assertCan(server, 'changePassword', ask.caller.isAdmin)
    const params = {
      sealedPassword: api.seal.close(adminPass),
      passwordCrypt: server.keyData === null ? null : encryptedFor(server.keyData, adminPass),
    } satisfies Omit<ServerChangePasswordParams, 'serverId'>
    await beginServerAction(api, ask, server, 'changePassword', params)
    await awaitAction(api, { serverId: server.id, requestId: ask.requestId })
    return { status: 202 }
  },
})
