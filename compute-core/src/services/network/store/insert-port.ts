import { randomBytes } from 'node:crypto'
import { sql, type Insertable } from 'kysely'
import type { Db, DB } from '#platform/db/database'
import { conflict } from '#platform/errors'

export type NewPort = Omit<Insertable<DB['network.port']>, 'mac_address'> & { mac_address?: string }

/** Writes the port, with a MAC address of its own where none is given. */
export async function insertPort(tx: Db, port: NewPort): Promise<void> {
  for (;;) {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('network.port')
      // The transaction's time would be the same for all of a server's ports, and their order lost.
      .values({ created_at: sql<Date>`clock_timestamp()`, ...port, mac_address: port.mac_address ?? randomMac() })
      .onConflict((same) => same.columns(['network_id', 'mac_address']).doNothing())
      .executeTakeFirstOrThrow()
    if (numInsertedOrUpdatedRows === 1n) return
    if (port.mac_address !== undefined)
      throw conflict(`MAC address ${port.mac_address} is in use on this network.`, 'Leave it out to get a free one.')
  }
}

const randomMac = () => ['fa:16:3e', ...[...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0'))].join(':')
