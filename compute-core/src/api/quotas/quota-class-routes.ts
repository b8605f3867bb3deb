import { z } from 'zod'
import { type QuotaLimits, type QuotaResource, quotaResources } from '#domain/quota/quota'
import { invalid } from '#platform/errors'
import { saveQuotaLimits } from '#store/quota-store'
import { integerField } from '../fields.ts'
import { parseBody } from '../read-as.ts'
import { type Ask, route, routeWithBody } from '../route.ts'
import { limitsOf } from './limits-of.ts'
import { assertKnownAt, keptResources, quotaClassHistory } from './quota-history.ts'
import { givenOf } from './quota-set-routes.ts'

const limit = integerField(-1).nullish()
const fields = Object.fromEntries(quotaResources.map((name) => [name, limit])) as Record<QuotaResource, typeof limit>
const classBody = z.strictObject({ quota_class_set: z.strictObject(fields) })

function readClass(body: unknown, ask: Ask) {
  const { quota_class_set: asked } = parseBody(classBody, body, ask.legacy)
  assertKnownAt('class', ask.version, Object.keys(asked))
  return givenOf(asked)
}

function viewClass(ask: Ask, limits: QuotaLimits, id?: string) {
  const newest = quotaResources.filter((name) => !keptResources.includes(name)).map((name) => [name, limits[name]])
  const view = { ...(id !== undefined && { id }), ...Object.fromEntries(newest), kept: limits }
  const { kept: _kept, ...shown } = quotaClassHistory.downgradeView(ask.version, view, undefined)
  return shown
}

/** The limits that hold where a project has none of its own; only the class `default` has an effect. */
export const quotaClassRoutes = [
  route('GET /os-quota-class-sets/:name', {
    rule: 'os_compute_api:os-quota-class-sets:show',
    async handle(api, ask) {
      const className = ask.params['name']!
      return { body: { quota_class_set: viewClass(ask, await limitsOf(api, { className }), className) } }
    },
  }),
  routeWithBody('PUT /os-quota-class-sets/:name', readClass, {
    rule: 'os_compute_api:os-quota-class-sets:update',
    async handle(api, ask, limits) {
      const className = ask.params['name']!
      if (className.length > 255) throw invalid('A class has a name of 1 to 255 characters.', 'name')
      await saveQuotaLimits(api.db, `class:${className}`, '', limits)
      return { body: { quota_class_set: viewClass(ask, await limitsOf(api, { className })) } }
    },
  }),
]
