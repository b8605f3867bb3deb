import { z } from 'zod'
import { openConsole } from '../../remote-consoles/open-console.ts'
import { serverAction } from './server-action.ts'

/** The way to a server's screen as it was asked for before 2.6. */
export const vncConsole = serverAction({
  name: 'os-getVNCConsole',
  rule: 'os_compute_api:os-remote-consoles',
  until: '2.5',
  body: z.strictObject({ type: z.enum(['novnc', 'xvpvnc']) }),
  async handle(api, ask, server, { type }) {
    return { body: { console: { type, url: await openConsole(api, ask, server, { protocol: 'vnc', type }) } } }
  },
})
