import { neededTraits } from '#domain/guest-options/needed-traits'
import { fits, rejects, type HostFilter } from '../host-filter.ts'
import { oncePerRequest } from '../once-per-request.ts'

const needsOf = oncePerRequest(neededTraits)

/** Keeps the hosts that are all that the guest needs them to be, and nothing of what it must not meet. */
export const traitFilter: HostFilter = {
  name: 'TraitFilter',
  check({ facts }, request) {
    const { required, forbidden } = needsOf(request)
    const lacks = [...required].filter((trait) => !facts.traits.includes(trait))
    if (lacks.length > 0) return rejects(`lacks ${lacks.join(', ')}`)
    const has = [...forbidden].filter((trait) => facts.traits.includes(trait))
    return has.length > 0 ? rejects(`has ${has.join(', ')}`) : fits
  },
}
