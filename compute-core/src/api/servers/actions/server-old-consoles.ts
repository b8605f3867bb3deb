import { z } from 'zod'
import { openConsole } from '../../remote-consoles/open-console.ts'
import type { LivingActionName } from './action-versions.ts'
import { serverAction } from './server-action.ts'

const consoleAction = (name: LivingActionName, protocol: string, types: readonly [string, ...string[]]) =>
  serverAction({
    name,
    rule: 'os_compute_api:os-remote-consoles',
    body: z.strictObject({ type: z.enum(types) }),
    handle: async (api, context, server, { type }) => ({
      body: { console: { type, url: await openConsole(api, context, server, { protocol, type }) } },
    }),
  })

/** The ways to a server's screen as they were asked for before 2.6; those that are not built say so. */
export const oldConsoles = [
  consoleAction('os-getVNCConsole', 'vnc', ['novnc', 'xvpvnc']),
  consoleAction('os-getSPICEConsole', 'spice', ['spice-html5']),
  consoleAction('os-getRDPConsole', 'rdp', ['rdp-html5']),
  consoleAction('os-getSerialConsole', 'serial', ['serial']),
]
