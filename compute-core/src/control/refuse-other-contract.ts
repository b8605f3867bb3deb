import { commandContractVersion, oldestContractVersion } from '#agent/commands/command-contract'
import { conflict } from '#platform/errors'

/** Of an agent that does not say. */
const untold = 7

/** Throws `conflict` for an agent that control does not understand, or the other way round: they may be one version apart. */
export function refuseOtherContract(version = untold): void {
  if (version >= oldestContractVersion && version <= commandContractVersion + 1) return
  const [older, newer] = version < oldestContractVersion ? ['agent', 'control'] : ['control', 'agent']
  throw conflict(
    `The ${older} is too old for the ${newer}: control speaks contract ${commandContractVersion}, the agent ${version}.`,
    `Update the ${older}.`,
  )
}
