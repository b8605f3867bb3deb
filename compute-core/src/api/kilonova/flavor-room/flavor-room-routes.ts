import { z } from 'zod'
import { listFlavors } from '#store/flavor-store'
import { route } from '../../route.ts'
import { flavorRoomSchema } from './flavor-room-schema.ts'

/** Where servers could run now, before any is asked for; Kilonova's own, as placement says it of one flavor at a time. */
export const flavorRoomRoutes = [
  route('GET /kilonova/flavor-room', {
    rule: 'kilonova:flavor-room:list',
    response: z.strictObject({ flavor_room: z.array(flavorRoomSchema) }),
    summary: 'Lists for each flavor how many hosts have room for a server of it now, and why others have not.',
    async handle(api, context) {
      const flavors = await listFlavors(api.db, {
        viewer: { projectId: context.caller.projectId },
        isPublic: null,
        minRamMb: 0,
        minDiskGb: 0,
        name: undefined,
        terms: [],
        order: [{ key: 'flavorid', direction: 'asc' }],
        limit: api.config.max_limit,
        marker: undefined,
      })
      const room = await api.roomFor(flavors, context.caller.projectId)
      return {
        body: {
          flavor_room: flavors.map(({ id }, index) => ({
            flavor_id: id,
            ...room[index]!,
            reasons: { ...room[index]!.reasons },
          })),
        },
      }
    },
  }),
]
