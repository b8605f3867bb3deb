import type { FlavorView } from '@kilonova/compute-core/api/flavors/flavor-schema'
import type { FitView } from '@kilonova/compute-core/api/kilonova/fit/fit-schema'
import type { ServerGroupView } from '@kilonova/compute-core/api/server-groups/server-group-schema'
import type { ServiceView } from '@kilonova/compute-core/api/services/service-schema'
import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import { type Bff, isMissing } from '#shared/bff'
import type { FitQuestion } from '#shared/fit-address'
import { fitRequest } from './fit-request.ts'

/** Something that is chosen by its name. */
export interface Choice {
  value: string
  label: string
}

/** What a question can be about. */
export interface FitChoices {
  flavors: readonly FlavorView[]
  images: readonly Choice[]
  zones: readonly string[]
  hosts: readonly string[]
  groups: readonly Choice[]
}

/** More than anybody looks through; what is not among them is named in the address all the same. */
const most = 500

/** The flavors, images, zones, hosts and server groups of all projects. */
export const fitChoicesQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'fit choices'],
    queryFn: async ({ signal }): Promise<FitChoices> => {
      const read = <Body>(service: 'compute' | 'image', path: string) => api(bff).read<Body>(service, path, { signal })
      const [{ flavors }, { images }, { services }, { server_groups: groups }] = await Promise.all([
        read<{ flavors: FlavorView[] }>('compute', `/flavors/detail?is_public=none&limit=${most}`),
        read<{ images: ImageView[] }>('image', `/images?limit=${most}&sort=name:asc`),
        read<{ services: ServiceView[] }>('compute', '/os-services?binary=nova-compute'),
        read<{ server_groups: ServerGroupView[] }>('compute', `/os-server-groups?all_projects=true&limit=${most}`),
      ])
      return {
        flavors,
        images: images.map(({ id, name }) => ({ value: id, label: name ?? id })),
        zones: [...new Set(services.map(({ zone }) => zone))].toSorted(),
        hosts: services.map(({ host }) => host),
        groups: groups.map(({ id, name, policy }) => ({ value: id, label: `${name} (${policy})` })),
      }
    },
    meta: {
      staleAfter: [{ topic: 'flavor' }, { topic: 'image' }, { topic: 'host' }, { topic: 'server-group' }],
    },
  })

/** The name of a project; null where it is gone. */
export const projectNameQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'project name', id],
    queryFn: ({ signal }) =>
      api(bff)
        .read<{ project: { name: string } }>('identity', `/projects/${encodeURIComponent(id)}`, { signal })
        .then(
          ({ project }) => project.name,
          (error: unknown) => {
            if (isMissing(error)) return null
            throw error
          },
        ),
    meta: { staleAfter: [{ topic: 'project', id }] },
  })

/** What the scheduler would say now; `flavors` are those that a name may mean. */
export const fitQuery = (bff: Bff, question: FitQuestion, flavors: readonly Pick<FlavorView, 'id' | 'name'>[]) =>
  queryOptions({
    queryKey: [bff.scope, 'fit', fitRequest(question, flavors)],
    queryFn: async ({ signal }) => {
      const json = fitRequest(question, flavors)
      return (await api(bff).read<{ fit: FitView }>('compute', '/kilonova/fit', { method: 'POST', json, signal })).fit
    },
    enabled: question.flavor !== null || question.sizes !== null,
    placeholderData: keepPreviousData,
    // A question that cannot be asked stays so.
    retry: false,
    meta: { staleAfter: [{ topic: 'host' }, { topic: 'server' }, { topic: 'flavor' }, { topic: 'aggregate' }] },
  })
