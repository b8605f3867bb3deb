import { z } from 'zod'
import { mergeExtraSpecs, removeExtraSpec } from '#store/flavor-extra-spec-store'
import { getFlavor } from '#store/flavor-store'
import { invalid, notFound } from '#platform/errors'
import type { FlavorId } from '#platform/ids'
import { extraSpecsField } from '../fields.ts'
import { readAs } from '../read-as.ts'
import { route, routeWithBody } from '../route.ts'
import { viewerOf } from './flavor-list.ts'

const oneSpec = extraSpecsField.refine((specs) => Object.keys(specs).length === 1, 'Send exactly one extra spec.')

/** A flavor's extra specs: what else the servers of that size get. */
export const extraSpecRoutes = [
  route('GET /flavors/:flavor/os-extra_specs', {
    rule: 'os_compute_api:os-flavor-extra-specs:index',
    async handle({ db }, ask) {
      const flavor = await getFlavor(db, ask.params['flavor'] as FlavorId, viewerOf(ask))
      return { body: { extra_specs: flavor.extraSpecs } }
    },
  }),
  routeWithBody('POST /flavors/:flavor/os-extra_specs', readAs(z.strictObject({ extra_specs: extraSpecsField })), {
    rule: 'os_compute_api:os-flavor-extra-specs:create',
    async handle({ db }, { params }, { extra_specs }) {
      await mergeExtraSpecs(db, params['flavor'] as FlavorId, extra_specs)
      return { body: { extra_specs } }
    },
  }),
  route('GET /flavors/:flavor/os-extra_specs/:key', {
    rule: 'os_compute_api:os-flavor-extra-specs:show',
    async handle({ db }, ask) {
      const { flavor: id, key } = ask.params as { flavor: FlavorId; key: string }
      const { extraSpecs } = await getFlavor(db, id, viewerOf(ask))
      if (!Object.hasOwn(extraSpecs, key)) throw notFound(`Extra spec of flavor ${id}:`, key)
      return { body: { [key]: extraSpecs[key] } }
    },
  }),
  routeWithBody('PUT /flavors/:flavor/os-extra_specs/:key', readAs(oneSpec), {
    rule: 'os_compute_api:os-flavor-extra-specs:update',
    async handle({ db }, { params }, specs) {
      const { flavor: id, key } = params as { flavor: FlavorId; key: string }
      if (!Object.hasOwn(specs, key)) throw invalid(`The body and the URL must name the same extra spec: ${key}.`, key)
      await mergeExtraSpecs(db, id, specs)
      return { body: specs }
    },
  }),
  route('DELETE /flavors/:flavor/os-extra_specs/:key', {
    rule: 'os_compute_api:os-flavor-extra-specs:delete',
    async handle({ db }, { params }) {
      const { flavor: id, key } = params as { flavor: FlavorId; key: string }
      await removeExtraSpec(db, id, key)
      return { status: 200 }
    },
  }),
]
