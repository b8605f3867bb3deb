import type { ServerAction } from '#domain/server/lifecycle'
import type { Server } from '#domain/server/server'
import { newId, type UserId } from '#platform/ids'
import { aFlavor } from './a-flavor.ts'
import { hostSeal } from './fake-host.ts'

/** A flow that is left half done: what is asked of a server that was built (nothing: the build itself), and where its process dies. */
interface HalfDone {
  asked?: readonly [action: ServerAction, params?: (server: Server) => object]
  /** As in `ProcessOptions`; null for a job that nobody has begun. */
  diesAt: string | null
}

const resizeTo = (vcpus: number): NonNullable<HalfDone['asked']> => [
  'resize',
  ({ projectId }) => ({ flavor: aFlavor({ id: '2', vcpus }), userId: 'ada' as UserId, projectId }),
]
const rebuild = {
  sealedAdminPass: hostSeal.close('secret'),
  keepEphemeral: false,
  imageChanged: false,
  previous: {},
}

/** The names of the servers in `test/reference/half-done-flows.sql`. */
export type HalfDoneName = 'create' | 'pause' | 'resize' | 'resize-too-large' | 'rebuild' | 'shelve' | 'delete' | 'stop'

/** The flows in that file, each of a server of its own. */
export const halfDoneFlows: Record<HalfDoneName, HalfDone> = {
  create: { diesAt: 'disks finished' },
  pause: { asked: ['pause'], diesAt: 'pause finished' },
  resize: { asked: resizeTo(2), diesAt: 'disks finished' },
  // No host has that many: it is on its way back.
  'resize-too-large': { asked: resizeTo(5_000), diesAt: 'undo migration started' },
  rebuild: { asked: ['rebuild', () => rebuild], diesAt: 'disks finished' },
  shelve: { asked: ['shelve', () => ({ imageId: newId() })], diesAt: 'snapshot finished' },
  delete: { asked: ['delete'], diesAt: 'guest finished' },
  stop: { asked: ['stop'], diesAt: null },
}
