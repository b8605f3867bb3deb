import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { queryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { pollUnlessLive } from '#shared/live-state'

/** The newest images that were made of a server: Nova gives each the server's id as a property. */
export const serverSnapshotsQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'server-snapshots', id],
    queryFn: async ({ signal }) => {
      const path = `/images?instance_uuid=${encodeURIComponent(id)}&sort=created_at:desc&limit=100`
      return (await api(bff).read<{ images: ImageView[] }>('image', path, { signal })).images
    },
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status === 'queued' || status === 'saving') ? pollUnlessLive(3_000) : false,
    meta: { staleAfter: [{ topic: 'image' }] },
  })
