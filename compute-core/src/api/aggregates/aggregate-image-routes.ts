import { z } from 'zod'
import { invalid } from '#platform/errors'
import { writeJobs } from '#platform/flow/jobs'
import type { ImageId } from '#platform/ids'
import { uuidField } from '#platform/service/fields'
import { readAs } from '#platform/service/read-as'
import { getAggregate } from '#store/aggregate-store'
import { imageFor } from '../servers/find-named.ts'
import { routeWithBody } from '../route.ts'
import { aggregateId } from './aggregate-fields.ts'

const cacheBody = z.strictObject({ cache: z.array(z.strictObject({ id: uuidField })).min(1) })

/** Images that hosts fetch before a server needs them. */
export const aggregateImageRoutes = [
  routeWithBody('POST /os-aggregates/:id/images', readAs(cacheBody), {
    since: '2.81',
    rule: 'compute:aggregates:images',
    success: 202,
    summary:
      'Has every host of an aggregate fetch images, so that the first server made of one does not wait for that.',
    async handle(api, context, { cache }) {
      const { caller, requestId } = context
      const imageIds = cache.map(({ id }) => id as ImageId)
      if (new Set(imageIds).size < imageIds.length)
        throw invalid('Duplicate images in request: name each once.', 'cache')
      const { uuid, hosts } = await getAggregate(api.db, aggregateId(context))
      await Promise.all(imageIds.map((imageId) => imageFor(api, context, imageId, 'cache')))
      if (hosts.length === 0) return { status: 202 }
      const turn = { projectId: caller.projectId ?? '', priority: 'usual' } as const
      const jobs = await writeJobs(
        api.db,
        hosts.map((hostName) => ({
          flow: 'cache-images',
          subjectId: uuid,
          params: { hostName, imageIds },
          requestId,
          turn,
        })),
      )
      for (const job of jobs) api.flows.dispatch(job)
      return { status: 202 }
    },
  }),
]
