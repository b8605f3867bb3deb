import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import type { MemberView } from '@kilonova/compute-core/services/image/api/member-view'
import { offeredTo } from '@kilonova/compute-core/services/image/domain/image-keys'
import { queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { type InProject, inProjects } from '#shared/account-names'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { patched, patchRows } from '#shared/changes'
import { pollUnlessLive } from '#shared/live-state'
import { serverNames } from '#shared/server-names'
import { imageAddress } from './image-changes.ts'
import { apiQueryOf, asksForCommunity } from './image-sources.ts'

const list = { service: 'image', rows: 'images', marker: ({ id }: ImageView) => id } as const

const isMoving = ({ status }: Pick<ImageView, 'status'>) => status === 'saving'

/** An image as lists show it. */
export type ImageRow = InProject<ImageView>

/** One page of the images that `projectId` can use; of all images for administrators who look at all. */
export const imagesQuery = (bff: Bff, projectId: string | null, request: ListRequest) =>
  listQuery<ImageRow>({
    queryKey: [bff.scope, 'images', request],
    queryFn: async ({ signal }) => {
      // Those of the community are listed only to who asks for them, and to administrators.
      const hasCommunity = projectId === null || asksForCommunity(request.q)
      const page = await apiPage(
        bff,
        { ...list, path: hasCommunity ? '/images?visibility=all' : '/images' },
        { ...request, q: apiQueryOf(request.q, projectId) },
        signal,
      )
      return { ...page, rows: await inProjects(bff, page.rows, ({ owner }) => owner, signal) }
    },
    refetchInterval: ({ state }) => (state.data?.rows.some(isMoving) ? pollUnlessLive(3_000) : false),
    meta: { staleAfter: [{ topic: 'image' }], patch: patchRows('image', 'rows', (fields) => fields) },
  })

/** One image. */
export const imageQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'image', id],
    queryFn: ({ signal }) => api(bff).read<ImageView>('image', imageAddress(id), { signal }),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? pollUnlessLive(3_000) : false),
    meta: {
      staleAfter: [{ topic: 'image', id }],
      patch: (image, change) =>
        change.topic === 'image' && change.id === id ? patched(image as ImageView, change.patch) : image,
    },
  })

/** With which projects an image is shared; who is one of them sees no others. */
export const imageMembersQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'image members', id],
    queryFn: async ({ signal }) =>
      (await api(bff).read<{ members: MemberView[] }>('image', `${imageAddress(id)}/members`, { signal })).members,
    meta: { staleAfter: [{ topic: 'image', id }] },
  })

const mostOffered = 20

/** The images that others offer to the project and that it has neither accepted nor rejected, and how many there are. */
export const offeredImagesQuery = (bff: Bff, { projectId, isAdmin }: { projectId: string; isAdmin: boolean }) =>
  queryOptions({
    queryKey: [bff.scope, 'offered images'],
    queryFn: async ({ signal }) => {
      const page = { limit: String(mostOffered), 'kilonova:count': 'true' }
      const query = new URLSearchParams({ ...page, ...offeredTo(projectId, isAdmin) })
      const { body, total } = await api(bff).list<{ images: ImageView[] }>('image', `/images?${query}`, { signal })
      return { images: body.images, total: total ?? body.images.length }
    },
    meta: { staleAfter: [{ topic: 'image' }] },
  })

/** Whether the project's list has an image of this name already. */
export const imageNameQuery = (bff: Bff, name: string) =>
  queryOptions({
    queryKey: [bff.scope, 'image name', name],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ name: `eq:${name}`, limit: '1' })
      return (await api(bff).read<{ images: unknown[] }>('image', `/images?${query}`, { signal })).images.length > 0
    },
    enabled: name !== '',
    meta: { staleAfter: [{ topic: 'image' }] },
  })

/** The name of the server that an image was made of; null where there is none that the person can see. */
export const imageServerQuery = (bff: Bff, serverId: string) =>
  queryOptions({
    queryKey: [bff.scope, 'image server', serverId],
    queryFn: async ({ signal }) => (await serverNames(bff, [serverId], signal)).get(serverId) ?? null,
    meta: { staleAfter: [{ topic: 'server', id: serverId }] },
  })

/** Who would feel it if an image were gone: the servers made from it, as far as the person sees them, and its members. */
export interface ImageUse {
  servers: number
  members: number
}

/** How many use an image. */
export const imageUseQuery = (bff: Bff, { id, visibility }: Pick<ImageView, 'id' | 'visibility'>) =>
  queryOptions({
    queryKey: [bff.scope, 'image use', id, visibility],
    queryFn: async ({ signal }): Promise<ImageUse> => {
      const query = new URLSearchParams({ 'kilonova:q': madeFrom(id), 'kilonova:count': 'true', limit: '1' })
      if (bff.scope === 'admin') query.set('all_tenants', 'true')
      const membersOf = `${imageAddress(id)}/members`
      const [servers, members] = await Promise.all([
        api(bff).list<unknown>('compute', `/servers?${query}`, { signal }),
        visibility === 'shared'
          ? api(bff).read<{ members: unknown[] }>('image', membersOf, { signal })
          : { members: [] },
      ])
      return { servers: servers.total ?? 0, members: members.members.length }
    },
    meta: { staleAfter: [{ topic: 'image', id }, { topic: 'server' }] },
  })

/** What lists of servers are asked with for those that were made from an image. */
export const madeFrom = (imageId: string): string => `image:${imageId}`
