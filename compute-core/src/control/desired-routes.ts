import { Hono } from 'hono'
import { type DesiredStates, reachedBody } from '#agent/desired/desired-contract'
import { invalid } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import type { Speaker } from '#store/host-identity-store'
import { type ControlEnv, speakerOf } from './control-env.ts'
import { atMostBytes, longestReportBytes, readBody } from './read-body.ts'

export interface DesiredParts {
  /** What the host has to know for which that one speaks. */
  states(speaker: Speaker): DesiredStates
}

/** Tells a host what it has to know of its servers, and hears how far it has come. Of which host that is says the connection. */
export function desiredRoutes({ states }: DesiredParts): Hono<ControlEnv> {
  return new Hono<ControlEnv>()
    .get('/', async (c) => c.json(await states(speakerOf(c)).desired(readSince(c.req.query('since')))))
    .post('/reached', atMostBytes(longestReportBytes), async (c) => {
      const { generation, troubles } = await readBody(c.req.raw, reachedBody)
      const told = troubles.map(({ serverId, message }) => ({ serverId: serverId as ServerId, message }))
      await states(speakerOf(c)).reached({ generation, troubles: told })
      return c.body(null, 204)
    })
}

function readSince(text = '0'): number {
  const since = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(since)) return since
  throw invalid('`since` is the generation that the host knows, 0 for none.', 'since')
}
