import { z } from 'zod'
import { limitedResources } from '#domain/quota/project-quota-keys'
import { readAs } from '#platform/service/read-as'

const limit = z.int().min(-1).max(2_147_483_647).nullable().optional()

const limitsOf = <Name extends string>(names: readonly Name[]) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, limit])) as Record<Name, typeof limit>)

const changes = z.strictObject({
  quota: z.strictObject({
    compute: limitsOf(limitedResources.compute).default({}),
    network: limitsOf(limitedResources.network).default({}),
    force: z.boolean().default(false),
  }),
})

/** Which limits of a project become what; null is that of all projects. Those that are not named stay. */
export type QuotaChanges = z.output<typeof changes>['quota']

/** Reads them. */
export const readQuotaChanges = readAs(changes)
