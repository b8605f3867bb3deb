import { z } from 'zod'
import { extraSpecMistake } from '#domain/flavor/extra-spec-rules'
import { mergeExtraSpecs, removeExtraSpec } from '#store/flavor-extra-spec-store'
import { getFlavor } from '#store/flavor-store'
import { invalid, notFound } from '#platform/errors'
import type { FlavorId } from '#platform/ids'
import { extraSpecsField } from '../server-fields.ts'
import { readAs } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'
import { viewerOf } from './flavor-list.ts'
import { extraSpecsSchema } from './flavor-schema.ts'

const oneSpec = extraSpecsField.refine((specs) => Object.keys(specs).length === 1, 'Send exactly one extra spec.')

/** From 2.86 on what Nova knows must be as Nova has it; before, anything went. */
function assertMeant(context: RequestContext, specs: Readonly<Record<string, string>>): void {
  if (!context.since('2.86')) return
  for (const [name, value] of Object.entries(specs)) {
    const mistake = extraSpecMistake(name, value)
    if (mistake !== undefined) throw invalid(mistake, name)
  }
}

/** A flavor's extra specs: what else the servers of that size get. */
export const extraSpecRoutes = [
  route('GET /flavors/:flavor/os-extra_specs', {
    rule: 'os_compute_api:os-flavor-extra-specs:index',
    response: z.strictObject({ extra_specs: extraSpecsSchema }),
    summary: 'Lists the extra specs of a flavor.',
    async handle({ db }, context) {
      const flavor = await getFlavor(db, context.params['flavor'] as FlavorId, viewerOf(context))
      return { body: { extra_specs: flavor.extraSpecs } }
    },
  }),
  routeWithBody('POST /flavors/:flavor/os-extra_specs', readAs(z.strictObject({ extra_specs: extraSpecsField })), {
    rule: 'os_compute_api:os-flavor-extra-specs:create',
    response: z.strictObject({ extra_specs: extraSpecsSchema }),
    summary: 'Adds extra specs to a flavor.',
    async handle({ db }, context, { extra_specs }) {
      assertMeant(context, extra_specs)
      await mergeExtraSpecs(db, context.params['flavor'] as FlavorId, extra_specs)
      return { body: { extra_specs } }
    },
  }),
  route('GET /flavors/:flavor/os-extra_specs/:key', {
    rule: 'os_compute_api:os-flavor-extra-specs:show',
    response: extraSpecsSchema,
    summary: 'Shows an extra spec of a flavor.',
    async handle({ db }, context) {
      const { flavor: id, key } = context.params as { flavor: FlavorId; key: string }
      const { extraSpecs } = await getFlavor(db, id, viewerOf(context))
      if (!Object.hasOwn(extraSpecs, key)) throw notFound(`Extra spec of flavor ${id}:`, key)
      return { body: { [key]: extraSpecs[key] } }
    },
  }),
  routeWithBody('PUT /flavors/:flavor/os-extra_specs/:key', readAs(oneSpec), {
    rule: 'os_compute_api:os-flavor-extra-specs:update',
    response: extraSpecsSchema,
    summary: 'Changes an extra spec of a flavor.',
    async handle({ db }, context, specs) {
      const { flavor: id, key } = context.params as { flavor: FlavorId; key: string }
      if (!Object.hasOwn(specs, key)) throw invalid(`The body and the URL must name the same extra spec: ${key}.`, key)
      assertMeant(context, specs)
      await mergeExtraSpecs(db, id, specs)
      return { body: specs }
    },
  }),
  route('DELETE /flavors/:flavor/os-extra_specs/:key', {
    rule: 'os_compute_api:os-flavor-extra-specs:delete',
    summary: 'Deletes an extra spec of a flavor.',
    async handle({ db }, { params }) {
      const { flavor: id, key } = params as { flavor: FlavorId; key: string }
      await removeExtraSpec(db, id, key)
      return { status: 200 }
    },
  }),
]
