import { z } from 'zod'
import { encryptedFor } from '#domain/key-pair/encrypted-for'
import { assertCan } from '#domain/server/lifecycle'
import { awaitAction } from './await-action.ts'
import { beginServerAction, namesOf, serverAction } from './server-action.ts'

/** Changes the administrator's password in a server's guest; answers when that is done, or says why it is not. */
export const changePassword = serverAction({
  ...namesOf('changePassword'),
  body: z.strictObject({ adminPass: z.string() }),
  async handle(api, context, server, { adminPass }) {
    assertCan(server, 'changePassword', context.caller.isAdmin)
    const params = {
      sealedPassword: api.seal.close(adminPass),
      passwordCrypt: server.keyData === null ? null : encryptedFor(server.keyData, adminPass),
    }
    await beginServerAction(api, context, server, 'changePassword', params)
    await awaitAction(api, { serverId: server.id, requestId: context.requestId })
    return { status: 202 }
  },
})
