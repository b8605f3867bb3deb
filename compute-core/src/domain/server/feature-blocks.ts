import { readMemoryEncryption } from '#domain/guest-options/memory-encryption'
import { invalid } from '#platform/errors'
import type { Server } from './server.ts'

/** Refuses what a server with a virtual TPM cannot go through: its secrets are bound to the guest as it is. */
export function refuseVirtualTpm({ flavor, imageProperties }: Pick<Server, 'flavor' | 'imageProperties'>): void {
  if (flavor.extraSpecs['hw:tpm_version'] === undefined && imageProperties['hw_tpm_version'] === undefined) return
  throw invalid('A server with a virtual TPM cannot do this. Use a flavor and an image without one.')
}

/** Refuses what would write a guest's memory somewhere, where the CPU hides that memory from its host. */
export function refuseHiddenMemory(server: Pick<Server, 'flavor' | 'imageProperties'>): void {
  if (readMemoryEncryption(server) === undefined) return
  throw invalid('The memory of this server is encrypted: nobody but its CPU can keep it. Stop the server instead.')
}
