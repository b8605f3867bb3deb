import { z } from 'zod'
import { clearPasswordCrypt, findPasswordCrypt } from '#store/server-password-store'
import { route } from '../route.ts'
import { ownServer } from '../servers/find-own-server.ts'

/** A server's administrator's password, encrypted to its ssh key: whoever has the private half reads it. */
export const serverPasswordRoutes = [
  route('GET /servers/:server/os-server-password', {
    response: z.strictObject({ password: z.string() }),
    summary: "Shows the password of a server's administrator, encrypted to its key.",
    async handle(api, context) {
      const { id } = await ownServer(api, context, 'os_compute_api:os-server-password:show')
      return { body: { password: (await findPasswordCrypt(api.db, id)) ?? '' } }
    },
  }),
  route('DELETE /servers/:server/os-server-password', {
    operation: 'server-password-clear',
    success: 204,
    summary: "Forgets the password of a server's administrator.",
    async handle(api, context) {
      const { id } = await ownServer(api, context, 'os_compute_api:os-server-password:clear')
      await clearPasswordCrypt(api.db, id)
      return { status: 204 }
    },
  }),
]
