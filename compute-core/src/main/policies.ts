import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { computeService } from '#api/compute-api'
import { identityDefinition } from '#services/identity/api/identity-api'
import { imageDefinition } from '#services/image/api/image-api'
import { networkDefinition } from '#services/network/api/network-api'
import { placementDefinition } from '#services/placement/api/placement-api'
import { CloudError } from '#platform/errors'
import { defaultChecksOf } from '#platform/service/default-checks'
import { readPolicyFile } from '#platform/service/policy-file'

/** The services whose policy an operator can change. */
const services = [computeService, identityDefinition, imageDefinition, networkDefinition, placementDefinition] as const

/** The rules that the operator has changed, by service. */
export type Policies = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Reads `policy/<service>.yaml` of the data folder for every service; throws the sentence that says what is wrong with one. */
export async function readPolicies(dataDir: string): Promise<Policies> {
  const folder = join(dataDir, 'policy')
  await refuseOthers(folder)
  const read = services.map(
    async (service) =>
      [
        service.name,
        await readPolicyFile(folder, service.name, defaultChecksOf<never, string>(service), service.adminRule),
      ] as const,
  )
  return Object.fromEntries(await Promise.all(read))
}

/** A file that nobody reads would leave its operator believing that something is forbidden. */
async function refuseOthers(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new CloudError({ kind: 'invalid', message: `${folder} cannot be read: ${error.message}` })
  })
  const known = services.map(({ name }) => `${name}.yaml`)
  const other = names.find((name) => !name.startsWith('.') && !known.includes(name))
  if (other !== undefined)
    throw new CloudError({
      kind: 'invalid',
      message: `${join(folder, other)} is not the policy of a service. The files are ${known.join(', ')}.`,
    })
}
