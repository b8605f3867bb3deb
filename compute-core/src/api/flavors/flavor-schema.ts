import { z } from 'zod'
import { linksSchema } from '#platform/service/links'

/** Extra specs of a flavor in a response. */
export const extraSpecsSchema = z.record(z.string(), z.string())

/** A flavor in a response; its extra specs only for whoever may see them. */
export const flavorSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  ram: z.number(),
  disk: z.number(),
  swap: z.number(),
  'OS-FLV-EXT-DATA:ephemeral': z.number(),
  vcpus: z.number(),
  'os-flavor-access:is_public': z.boolean(),
  description: z.string().nullable(),
  extra_specs: extraSpecsSchema.optional(),
  links: linksSchema,
})

/** A flavor in the short list. */
export const briefFlavorSchema = flavorSchema.pick({ id: true, name: true, description: true, links: true })

/** A flavor in a response. */
export type FlavorView = z.output<typeof flavorSchema>
