import { readCpuPolicy } from '#domain/guest-options/cpu-policy'
import { fits, rejects, type HostFilter } from '../host-filter.ts'
import { oncePerRequest } from '../once-per-request.ts'

const policyOf = oncePerRequest(readCpuPolicy)

/** Keeps the hosts that have as many CPUs for one guest alone as the guest wants; whether they are free the host knows. */
export const dedicatedCpuFilter: HostFilter = {
  name: 'DedicatedCpuFilter',
  check({ facts }, request) {
    const { dedicated, emulatorThreads } = policyOf(request)
    if (dedicated.length === 0) return fits
    const needed = dedicated.length + (emulatorThreads === 'isolate' ? 1 : 0)
    const has = facts.dedicatedCpus ?? 0
    return has >= needed ? fits : rejects(`needs ${needed} dedicated CPUs, has ${has}`)
  },
}
