import { type Keep, openAuthority } from '#platform/wire/authority'
import { certificateRequest } from '#platform/wire/certificate-request'
import type { WireCredentials } from '#platform/wire/credentials'
import type { Holder } from '#platform/wire/wire-name'
import { newId } from '#platform/ids'

/** An authority that is kept nowhere, with credentials for whoever a test wants; those of hosts last `lifeMs`. */
export async function aWire({ lifeMs }: { lifeMs?: number } = {}) {
  const kept = new Map<string, string>()
  const keep: Keep = async (name, make) => {
    if (!kept.has(name)) kept.set(name, await make())
    return kept.get(name)!
  }
  const authority = await openAuthority(keep, lifeMs)
  const lasting = await openAuthority(keep)
  const credentialsOf = async (holder: Holder): Promise<WireCredentials> => {
    const { key, request } = await certificateRequest()
    const { certificate } = await (holder.kind === 'control' ? lasting : authority).issue(request, holder)
    return { key, certificate, authority: authority.certificate }
  }
  return {
    authority,
    credentialsOf,
    control: () => credentialsOf({ kind: 'control', processId: newId<string>() }),
    host: (hostName: string, identityId = newId<string>()) => credentialsOf({ kind: 'host', identityId, hostName }),
  }
}
