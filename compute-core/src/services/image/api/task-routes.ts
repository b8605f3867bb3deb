import { z } from 'zod'
import { invalid } from '#platform/errors'
import { isUuid } from '#platform/ids'
import { limitValue } from '#platform/service/fields'
import type { QueryRule } from '#platform/service/query-rule'
import { route, type Route } from './route.ts'
import { imageTarget, visibleImage } from './visible-image.ts'

const sortKeys = ['id', 'type', 'status', 'created_at', 'updated_at', 'expires_at'] as const

const taskQuery: QueryRule = {
  parameters: {
    type: { value: z.enum(['import'], 'It is import.'), summary: 'Tasks of one type only.' },
    status: {
      value: z.enum(['pending', 'processing', 'success', 'failure'], 'It is pending, processing, success or failure.'),
      summary: 'Tasks in one state only.',
    },
    limit: { value: limitValue, summary: 'How many tasks a page has at most.' },
    marker: {
      value: z.string().refine(isUuid, 'It is the id of a task.'),
      summary: 'The id of the task that the page comes after.',
    },
    sort_key: { value: z.enum(sortKeys), summary: 'What the list is sorted by.' },
    sort_dir: { value: z.enum(['asc', 'desc'], 'It is asc or desc.'), summary: 'The direction of sort_key.' },
  },
}

const noTasks = z.array(z.never())

/** Tasks, of which there are none: what images wait for is done while the request is. */
export const taskRoutes: readonly Route[] = [
  route('GET /v2/images/:id/tasks', {
    rule: 'get_image',
    target: imageTarget,
    response: z.strictObject({ tasks: noTasks }),
    summary: 'Lists what is being done in the background to an image: nothing.',
    async handle(deps, context) {
      await visibleImage(deps, context)
      return { body: { tasks: [] } }
    },
  }),
  route('GET /v2/tasks', {
    rule: 'tasks_api_access',
    query: taskQuery,
    response: z.strictObject({ tasks: noTasks, first: z.string(), schema: z.string() }),
    summary: 'Lists what is being done in the background, and what has been: nothing.',
    async handle(_deps, { query, request }) {
      // A page after a task that is not there is none.
      const marker = query.one('marker')
      if (marker !== undefined) throw invalid(`There is no task ${marker}.`, 'marker')
      return { body: { tasks: [], first: `/v2/tasks${new URL(request.url).search}`, schema: '/v2/schemas/tasks' } }
    },
  }),
]
