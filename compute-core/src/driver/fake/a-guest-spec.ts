import { randomBytes } from 'node:crypto'
import type { GuestSpec } from '#driver/compute-driver'
import { newId, type ServerId } from '#platform/ids'

/** A small guest for tests, new each time; `what` overrides what matters. */
export function aGuestSpec(what: Partial<GuestSpec> = {}): GuestSpec {
  const serverId = newId<ServerId>()
  return {
    serverId,
    domainName: `instance-${randomBytes(4).toString('hex')}`,
    vcpus: 1,
    ramMb: 64,
    disks: [],
    nics: [],
    consoleLogPath: `/tmp/kilonova-${serverId}/console.log`,
    extraSpecs: {},
    imageProperties: {},
    about: {
      displayName: 'web-1',
      flavorId: '1',
      flavorName: 'm1.tiny',
      imageId: null,
      projectId: 'demo',
      userId: 'demo',
      createdAt: '2026-11-22T00:00:00Z',
    },
    ...what,
  }
}
