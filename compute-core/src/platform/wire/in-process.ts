import type { Hono } from 'hono'
import type { Peer, WireEnv, WireFetch } from './peer.ts'

/** Speaks to an app in this process as `peer`: the same requests as over a connection. */
export const inProcess =
  <Env extends WireEnv>(app: Hono<Env>, peer: Peer): WireFetch =>
  async (path, init) =>
    app.request(path, init, { peer } as Env['Bindings'])
