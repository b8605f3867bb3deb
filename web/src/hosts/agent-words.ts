import type { VersionsView } from '@kilonova/compute-core/api/kilonova/system/system-schema'
import { t } from '#ui/i18n'
import type { StatusLook } from '#ui/status'
import type { HostInFull } from './host-queries.ts'

const numbersOf = (version: string): number[] => version.split(/[-+]/)[0]!.split('.').map(Number)

/** Whether version `one` is older than `other`: 0.9.1 is older than 0.10.0. What is no version is older than none. */
export function isOlder(one: string, other: string): boolean {
  const [left, right] = [numbersOf(one), numbersOf(other)]
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

type Agent = Pick<HostInFull, 'agent_version' | 'contract_version'>
type Cloud = Pick<VersionsView, 'kilonova' | 'agent_contract'>

/** What is to be done about an agent that is not of the cloud's own version; nothing where it is. */
export function agentAge(
  { agent_version: version, contract_version: contract }: Agent,
  cloud: Cloud,
): string | undefined {
  const isNewer =
    contract !== null && contract !== cloud.agent_contract
      ? contract > cloud.agent_contract
      : version !== null && isOlder(cloud.kilonova, version)
  const isBehind =
    (contract !== null && contract < cloud.agent_contract) || (version !== null && isOlder(version, cloud.kilonova))
  if (isNewer)
    return t('It is newer than this cloud, which is {{version}}: update the cloud.', { version: cloud.kilonova })
  if (!isBehind) return undefined
  return t(
    'It is older than this cloud, which is {{version}}: update Kilonova on the host, and start its agent again.',
    {
      version: cloud.kilonova,
    },
  )
}

/** A certificate's serial number as people compare it: "4a:0b:77". */
export const serialInPairs = (serial: string): string =>
  serial
    .padStart(serial.length + (serial.length % 2), '0')
    .toLowerCase()
    .match(/../g)
    ?.join(':') ?? serial

/** How far a host is with what it has to know of its servers. */
export function desiredLook({ generation, reached, troubles }: HostInFull['desired_state']): StatusLook {
  if (troubles.length > 0)
    return { word: t('Not possible for {{count}} servers', { count: troubles.length }), tone: 'bad' }
  if (reached < generation) return { word: t('Changes are under way'), tone: 'moving' }
  return generation === 0 ? { word: t('Nothing to do yet'), tone: 'idle' } : { word: t('All done'), tone: 'good' }
}
