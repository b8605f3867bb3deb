import { type QueryCreator, sql, type Updateable } from 'kysely'
import type { EmbeddedFlavor, PortInfo, Server, VmState } from '#domain/server/server'
import type { PowerState } from '#domain/server/power-state'
import type { DB, Db } from '#platform/db/database'
import type { ComputeServer } from '#platform/db/schema'
import { notFound } from '#platform/errors'
import { isUuid, type FlavorId, type HostId, type ImageId, type ServerId } from '#platform/ids'
import { selectServers, type StoredServer, toServer } from './server-row.ts'
import { soonDurable } from './soon-durable.ts'

/** The server with its host's name and newest fault; a deleted one only when `withDeleted` says so. */
export async function findServer(
  db: Db,
  id: ServerId,
  { withDeleted = false }: { withDeleted?: boolean } = {},
): Promise<StoredServer | undefined> {
  if (!isUuid(id)) return undefined
  const row = await selectServers(db)
    .where('server.id', '=', id)
    .$if(!withDeleted, (query) => query.where('server.deleted_at', 'is', null))
    .executeTakeFirst()
  return row && toServer(row)
}

/** The server, or `not-found`. */
export async function getServer(db: Db, id: ServerId): Promise<StoredServer> {
  const server = await findServer(db, id)
  if (!server) throw notFound('Instance', id)
  return server
}

/** What a flow may write of a server. */
export interface ServerProgress {
  vmState?: VmState
  taskState?: string | null
  powerState?: PowerState
  hostId?: HostId | null
  availabilityZone?: string | null
  networkInfo?: readonly PortInfo[]
  /** Another flavor, with what lists and quotas read of it. */
  flavor?: EmbeddedFlavor & { id: FlavorId }
  oldFlavor?: Server['oldFlavor']
  oldVmState?: VmState | null
  imageId?: ImageId | null
  imageProperties?: Readonly<Record<string, string>>
  rescueImageId?: ImageId | null
  shelvedImageId?: ImageId | null
  shelvedAt?: Date | null
  resizedAt?: Date | null
  softDeletedAt?: Date | null
  passwordCrypt?: string | null
  rootDeviceName?: string
  launchedAt?: Date
  terminatedAt?: Date
  deletedAt?: Date
  progress?: number
}

/**
 * Writes a flow's progress while the server's task is one of `tasks`; false when it is not any more, because something stronger has
 * preempted. The task and not the generation decides: somebody may rename a server that is being built.
 */
export async function moveServer(
  db: Db,
  id: ServerId,
  tasks: readonly (string | null)[] | 'any',
  progress: ServerProgress,
): Promise<boolean> {
  const moved = await moving(db, id, tasks, progress).executeTakeFirst()
  return moved.numUpdatedRows === 1n
}

/**
 * The same for a server that comes to a host: only while the host is in `zone`, and nobody gives it another one meanwhile. False also
 * when the host is in another zone by now, or gone.
 */
export async function moveServerTo(
  db: Db,
  id: ServerId,
  tasks: readonly (string | null)[],
  { hostId, zone }: { hostId: HostId; zone: string },
): Promise<boolean> {
  const withHeld = db.with('held', (from) =>
    from
      .selectFrom('compute.host')
      .select('id')
      .where('id', '=', hostId)
      .where('zone', '=', zone)
      // Whoever changes the zone locks the row, and looks for servers only then.
      .forKeyShare(),
  )
  const moved = await moving(withHeld as QueryCreator<DB>, id, tasks, { hostId, availabilityZone: zone })
    .where(sql<boolean>`exists (select from held)`)
    .executeTakeFirst()
  return moved.numUpdatedRows === 1n
}

/** Whether the server has nothing under way; nobody begins anything with it before the transaction ends. */
export async function lockAtRest(trx: Db, id: ServerId): Promise<boolean> {
  const row = await trx
    .selectFrom('compute.server')
    .select('id')
    .where('id', '=', id)
    .where('task_state', 'is', null)
    .where('deleted_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row !== undefined
}

function moving(
  db: QueryCreator<DB>,
  id: ServerId,
  tasks: readonly (string | null)[] | 'any',
  progress: ServerProgress,
) {
  const named = tasks === 'any' ? [] : tasks.filter((task) => task !== null)
  return db
    .updateTable('compute.server')
    .from(soonDurable)
    .set({ ...columns(progress), updated_at: sql<Date>`now()`, generation: sql<number>`generation + 1` })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .$if(tasks !== 'any', (query) =>
      query.where((is) =>
        is.or([
          ...(named.length > 0 ? [is('task_state', 'in', named)] : []),
          ...(tasks.includes(null as never) ? [is('task_state', 'is', null)] : []),
        ]),
      ),
    )
}

/** Removes from the row of a deleted server what its owner had put into it: it may have been secret. */
export async function forgetContents(db: Db, id: ServerId): Promise<void> {
  await db
    .updateTable('compute.server')
    .set({ user_data: null, password_crypt: null, metadata: '{}' })
    .where('id', '=', id)
    .where('deleted_at', 'is not', null)
    .execute()
}

function columns({ flavor, ...progress }: ServerProgress): Updateable<ComputeServer> {
  const written = Object.entries(progress).filter(([, value]) => value !== undefined)
  return {
    ...Object.fromEntries(
      written.map(([name, value]) => [columnOf[name as keyof typeof columnOf], asJson.has(name) ? json(value) : value]),
    ),
    ...(flavor !== undefined && flavorColumns(flavor)),
  }
}

const columnOf = {
  vmState: 'vm_state',
  taskState: 'task_state',
  powerState: 'power_state',
  hostId: 'host_id',
  availabilityZone: 'availability_zone',
  networkInfo: 'network_info',
  oldFlavor: 'old_flavor',
  oldVmState: 'old_vm_state',
  imageId: 'image_id',
  imageProperties: 'image_properties',
  rescueImageId: 'rescue_image_id',
  shelvedImageId: 'shelved_image_id',
  shelvedAt: 'shelved_at',
  resizedAt: 'resized_at',
  softDeletedAt: 'soft_deleted_at',
  passwordCrypt: 'password_crypt',
  rootDeviceName: 'root_device_name',
  launchedAt: 'launched_at',
  terminatedAt: 'terminated_at',
  deletedAt: 'deleted_at',
  progress: 'progress',
} as const satisfies Record<Exclude<keyof ServerProgress, 'flavor'>, keyof ComputeServer>

const asJson: ReadonlySet<string> = new Set(['networkInfo', 'oldFlavor', 'imageProperties'])
const json = (value: unknown) => (value === null ? null : JSON.stringify(value))

const flavorColumns = ({ id, ...flavor }: EmbeddedFlavor & { id: FlavorId }): Updateable<ComputeServer> => ({
  flavor_id: id,
  flavor: JSON.stringify(flavor),
  vcpus: flavor.vcpus,
  ram_mb: flavor.ramMb,
})
