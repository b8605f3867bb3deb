import { queryOptions } from '@tanstack/react-query'
import type { FlavorRoomView } from '@kilonova/compute-core/api/kilonova/flavor-room/flavor-room-schema'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'

/** On how many hosts there is room for each flavor now. The form does not wait for it, and does without it where it cannot be read. */
export const flavorRoomQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'flavor-room'],
    queryFn: async ({ signal }) => {
      const path = '/kilonova/flavor-room'
      const { flavor_room } = await api(bff).read<{ flavor_room: FlavorRoomView[] }>('compute', path, { signal })
      return new Map(flavor_room.map(({ flavor_id, ...room }) => [flavor_id, room]))
    },
    staleTime: 10_000,
    meta: { staleAfter: [{ topic: 'flavor' }, { topic: 'server' }] },
  })
