import { z } from 'zod'
import { forbidden, invalid } from '#platform/errors'
import type { Flavor } from '#domain/flavor/flavor'
import type { FlavorId, ImageId, ProjectId } from '#platform/ids'
import type { FitAnswer } from '../../compute-deps.ts'
import { type RequestContext, routeWithBody } from '../../route.ts'
import { checkPlacement, placedBy } from '../../servers/check-new-server.ts'
import { imageFor } from '../../servers/find-named.ts'
import { countsOf, networksOf } from '../../servers/read-new-server.ts'
import { type FitView, fitSchema } from './fit-schema.ts'
import { readFit, type Sizes } from './read-fit.ts'

/** "Would it fit?": what the scheduler would answer to a request for servers, before anybody asks for them; Kilonova's own. */
export const fitRoutes = [
  routeWithBody('POST /kilonova/fit', readFit, {
    rule: 'kilonova:fit:show',
    isReading: true,
    response: z.strictObject({ fit: fitSchema }),
    success: 200,
    summary: 'Says whether servers would find hosts now, and why others are refused. Nothing is created or claimed.',
    async handle(api, context, { server, flavor, 'os:scheduler_hints': hints = {}, project_id: asked }) {
      const projectId = projectOf(context, asked)
      if (asked !== undefined && !(await api.identity.projectExists(projectId)))
        throw invalid(`There is no project ${asked}.`, 'project_id')
      const request = { server, hints }
      const networks = server.networks && networksOf(server.networks)
      const image = server.imageRef ? imageFor(api, context, server.imageRef as ImageId) : Promise.resolve(undefined)
      const seesHosts = context.may('kilonova:fit:hosts')
      const known = { image, flavor: flavor && flavorOf(flavor), mayNameHost: seesHosts }
      const [placement] = await Promise.all([
        checkPlacement(api, context, request, known),
        networks && api.networks.check(projectId, networks),
      ])
      const planned = { projectId, ...placedBy(request, placement) }
      const answer = await api.wouldFit(planned, placement.requestedHost)
      return { body: { fit: view(answer, countsOf(server).maxCount, seesHosts) } }
    },
  }),
]

/** The flavor that has these sizes and nothing else. */
const flavorOf = ({ vcpus, ram, disk }: Sizes): Flavor => ({
  id: '' as FlavorId,
  name: `${vcpus} vCPUs, ${ram} MB of memory, ${disk} GB of disk`,
  vcpus,
  ramMb: ram,
  diskGb: disk,
  ephemeralGb: 0,
  swapMb: 0,
  rxtxFactor: 1,
  extraSpecs: {},
  isPublic: false,
  disabled: false,
  description: null,
})

function projectOf({ caller, permit }: RequestContext, asked: string | undefined): ProjectId {
  if (asked !== undefined && asked !== caller.projectId) permit('kilonova:fit:hosts')
  const projectId = asked ?? caller.projectId
  if (projectId === null) throw forbidden('The token is for no project. Say in project_id whose servers they would be.')
  return projectId as ProjectId
}

const view = ({ rules, hosts, fits: total, rejections }: FitAnswer, count: number, isAdmin: boolean): FitView => ({
  count,
  fits: Math.min(count, total),
  hosts: hosts.filter(({ rank }) => rank !== null).length,
  reasons: Object.fromEntries(
    [...Map.groupBy(rejections, ({ because, told = because }) => (isAdmin ? because : told))].map(([reason, same]) => [
      reason,
      same.length,
    ]),
  ),
  ...(isAdmin && {
    table: {
      rules: [...rules],
      total,
      by_host: hosts.map(({ name, zone, rank, weight, fits, fullWhen, refusals }) => ({
        host: name,
        zone,
        rank,
        weight,
        fits,
        full_when: fullWhen && viewRefusal(fullWhen),
        refusals: refusals.map(viewRefusal),
      })),
    },
  }),
})

const viewRefusal = ({ filter, because }: { filter: string; because: string }) => ({ rule: filter, reason: because })
