import { z } from 'zod'
import { type QuotaLimits, type QuotaResource, quotaResources } from '#domain/quota/quota'
import { invalid } from '#platform/errors'
import { saveQuotaLimits } from '#store/quota-store'
import { integerField } from '#platform/service/fields'
import { described, parseBody } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'
import { limitsOf } from './limits-of.ts'
import { assertKnownAt, keptResources, quotaClassHistory } from './quota-history.ts'
import { givenOf } from './quota-set-routes.ts'
import { limitsOnlySchema, namedLimitsSchema } from './quota-schema.ts'

const limit = integerField(-1).optional()
const fields = Object.fromEntries(quotaResources.map((name) => [name, limit])) as Record<QuotaResource, typeof limit>
const classBody = z.strictObject({ quota_class_set: z.strictObject(fields) })

function readClass(body: unknown, context: RequestContext) {
  const { quota_class_set: asked } = parseBody(classBody, body, context.legacy)
  assertKnownAt('class', context.version, Object.keys(asked))
  return givenOf(asked)
}

function viewClass(context: RequestContext, limits: QuotaLimits, id?: string) {
  const newest = quotaResources.filter((name) => !keptResources.includes(name)).map((name) => [name, limits[name]])
  const view = { ...(id !== undefined && { id }), ...Object.fromEntries(newest), kept: limits }
  const { kept: _kept, ...shown } = quotaClassHistory.downgradeView(context.version, view, undefined)
  return shown
}

/** The limits that hold where a project has none of its own; only the class `default` has an effect. */
export const quotaClassRoutes = [
  route('GET /os-quota-class-sets/:name', {
    rule: 'os_compute_api:os-quota-class-sets:show',
    response: z.strictObject({ quota_class_set: namedLimitsSchema }),
    summary: 'Shows the limits of a quota class.',
    async handle(api, context) {
      const className = context.params['name']!
      return { body: { quota_class_set: viewClass(context, await limitsOf(api, { className }), className) } }
    },
  }),
  routeWithBody('PUT /os-quota-class-sets/:name', described(classBody, readClass), {
    rule: 'os_compute_api:os-quota-class-sets:update',
    response: z.strictObject({ quota_class_set: limitsOnlySchema }),
    summary: 'Changes the limits of a quota class.',
    async handle(api, context, limits) {
      const className = context.params['name']!
      if (className.length > 255) throw invalid('A class has a name of 1 to 255 characters.', 'name')
      await saveQuotaLimits(api.db, `class:${className}`, '', limits)
      return { body: { quota_class_set: viewClass(context, await limitsOf(api, { className })) } }
    },
  }),
]
