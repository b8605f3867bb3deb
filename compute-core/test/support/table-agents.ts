import { sql } from 'kysely'
import type { AgentClient, OrderKind } from '#agent/orders/order-contract'
import type { Database } from '#platform/db/database'

/** A table in the place of all hosts: what stands there outlives the process that ordered it. */
export const makeThings = (db: Database) =>
  sql`create table public.thing (kind text not null, server_id uuid not null, state text not null,
    primary key (kind, server_id))`.execute(db)

/** What stands on the hosts for a server, by kind. */
export async function thingsOf(db: Database, serverId: string): Promise<Record<string, string>> {
  const { rows } = await sql<{ kind: string; state: string }>`
    select kind, state from public.thing where server_id = ${serverId}`.execute(db)
  return Object.fromEntries(rows.map(({ kind, state }) => [kind, state]))
}

const work: Partial<Record<OrderKind, readonly [kind: string, state: string | null]>> = {
  'nics-plug': ['nic', 'plugged'],
  'nics-unplug': ['nic', null],
  'disks-create': ['disk', 'made'],
  'disks-delete': ['disk', null],
  'disks-resize': ['kept', 'made'],
  'disks-revert-resize': ['kept', null],
  'disks-confirm-resize': ['kept', null],
  'disks-rebuild': ['disk', 'made'],
  'disks-rescue': ['rescue', 'made'],
  'disks-unrescue': ['rescue', null],
  'guest-spawn': ['guest', 'running'],
  'guest-power-on': ['guest', 'running'],
  'guest-reboot': ['guest', 'running'],
  'guest-power-off': ['guest', 'shutdown'],
  'guest-pause': ['guest', 'paused'],
  'guest-unpause': ['guest', 'running'],
  'guest-suspend': ['guest', 'saved'],
  'guest-resume': ['guest', 'running'],
  'guest-destroy': ['guest', null],
  'snapshot-make': ['snapshot', 'made'],
  'snapshot-upload': ['snapshot', null],
  'snapshot-discard': ['snapshot', null],
}

/** An agent whose host is that table. */
export const tableAgent = (db: Database): AgentClient => ({
  async order(order, _orderId, params) {
    const [kind, state] = work[order]!
    const serverId = 'guest' in params ? params.guest.serverId : params.serverId
    if (state === null) await sql`delete from public.thing where kind = ${kind} and server_id = ${serverId}`.execute(db)
    else
      await sql`insert into public.thing values (${kind}, ${serverId}, ${state})
        on conflict (kind, server_id) do update set state = excluded.state`.execute(db)
    return { power: state === 'running' || state === 'paused' ? state : 'shutdown', fellBack: false } as never
  },
  openVnc: async () => undefined,
  openSerial: async () => undefined,
})
