import { z } from 'zod'
import type { Flavor } from '#domain/flavor/flavor'
import { deleteFlavor, describeFlavor, getFlavor, insertFlavor } from '#store/flavor-store'
import { type FlavorId, newId } from '#platform/ids'
import { booleanField, descriptionField, inPath, integerField, nameField } from '#platform/service/fields'
import { readAs } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'
import { flavorAccessRoutes } from './flavor-access.ts'
import { extraSpecRoutes } from './flavor-extra-specs.ts'
import { flavorListRoutes, viewerOf } from './flavor-list.ts'
import { viewFlavor } from './view-flavor.ts'
import { flavorSchema } from './flavor-schema.ts'

const flavorId = z.union([z.string(), z.number().transform(String)]).pipe(
  inPath(
    z
      .string()
      .min(1)
      .max(255)
      .regex(/^(?! )[a-zA-Z0-9. _-]+(?<! )$/, 'Ids are letters, digits and ". _-" only.'),
  ),
)

const newFlavor = {
  id: flavorId.nullish(),
  name: nameField,
  ram: integerField(1),
  vcpus: integerField(1),
  disk: integerField(0),
  'OS-FLV-EXT-DATA:ephemeral': integerField(0).optional(),
  swap: integerField(0).optional(),
  'os-flavor-access:is_public': booleanField.optional(),
  description: descriptionField(65_535).optional(),
}

const factor = z.coerce.number().positive().max(3.402_82e38)

const createBody = z.strictObject({ flavor: z.strictObject(newFlavor) })
const createBodyWithFactor = z.strictObject({
  flavor: z.strictObject({ ...newFlavor, rxtx_factor: factor.optional() }),
})
const createBodyWithoutDescription = z.strictObject({
  flavor: createBodyWithFactor.shape.flavor.omit({ description: true }),
})

function bodyOf(context: RequestContext): z.ZodType<z.output<typeof createBodyWithFactor>> {
  if (context.since('2.102')) return createBody
  return context.since('2.55') ? createBodyWithFactor : createBodyWithoutDescription
}

const updateBody = z.strictObject({ flavor: z.strictObject({ description: descriptionField(65_535) }) })

const toFlavor = ({ flavor }: z.output<typeof createBodyWithFactor>): Flavor => ({
  id: (flavor.id ?? newId<string>()) as FlavorId,
  name: flavor.name,
  ramMb: flavor.ram,
  vcpus: flavor.vcpus,
  diskGb: flavor.disk,
  ephemeralGb: flavor['OS-FLV-EXT-DATA:ephemeral'] ?? 0,
  swapMb: flavor.swap ?? 0,
  rxtxFactor: flavor.rxtx_factor ?? 1,
  isPublic: flavor['os-flavor-access:is_public'] ?? true,
  disabled: false,
  description: flavor.description ?? null,
  extraSpecs: {},
})

/** Flavors: sizes that servers can have. */
export const flavorRoutes = [
  ...flavorListRoutes,
  ...extraSpecRoutes,
  ...flavorAccessRoutes,
  route('GET /flavors/:id', {
    response: z.strictObject({ flavor: flavorSchema }),
    summary: 'Shows a flavor.',
    async handle({ db }, context) {
      const flavor = await getFlavor(db, context.params['id'] as FlavorId, viewerOf(context))
      return { body: { flavor: viewFlavor(flavor, context) } }
    },
  }),
  routeWithBody('POST /flavors', readAs(bodyOf), {
    rule: 'os_compute_api:os-flavor-manage:create',
    response: z.strictObject({ flavor: flavorSchema }),
    summary: 'Creates a flavor.',
    async handle({ db }, context, body) {
      const flavor = toFlavor(body)
      await insertFlavor(db, flavor)
      return { body: { flavor: viewFlavor(flavor, context) } }
    },
  }),
  routeWithBody('PUT /flavors/:id', readAs(updateBody), {
    since: '2.55',
    rule: 'os_compute_api:os-flavor-manage:update',
    response: z.strictObject({ flavor: flavorSchema }),
    summary: 'Changes the description of a flavor.',
    async handle({ db }, context, { flavor }) {
      const changed = await describeFlavor(db, context.params['id'] as FlavorId, flavor.description)
      return { body: { flavor: viewFlavor(changed, context) } }
    },
  }),
  route('DELETE /flavors/:id', {
    rule: 'os_compute_api:os-flavor-manage:delete',
    success: 202,
    summary: 'Deletes a flavor.',
    async handle({ db }, { params, note }) {
      note({ target: await deleteFlavor(db, params['id'] as FlavorId) })
      return { status: 202 }
    },
  }),
]
