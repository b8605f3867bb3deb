import { mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type Agent, createAgent } from '#agent/agent'
import { fakeDisks } from '#agent/disks/fake-disks'
import { qcow2Disks } from '#agent/disks/qcow2-disks'
import { type HostPower, systemdPower } from '#agent/host-power'
import { bridgeNics } from '#agent/nics/bridge-nics'
import { fakeNics } from '#agent/nics/fake-nics'
import { userNics } from '#agent/nics/user-nics'
import { controlClient, type ControlClientOptions } from '#agent/control-client'
import { fakeDriver } from '#driver/fake/fake-driver'
import { readCpuSet } from '#driver/libvirt/capabilities'
import { libvirtDriver } from '#driver/libvirt/libvirt-driver'
import { startDaemon } from '#driver/libvirt/start-daemon'
import type { Config } from '#platform/config'
import { unavailable } from '#platform/errors'
import type { Log } from '#platform/log'
import type { Seal } from '#platform/seal'
import type { WireFetch } from '#platform/wire/peer'
import packageFile from '../../package.json' with { type: 'json' }

export interface HostParts {
  config: Config
  /** How a host of that name speaks to control. */
  control(hostName: string): WireFetch
  /** Called with what control says to each heartbeat. */
  onHeartbeat?: ControlClientOptions['onHeartbeat']
  /** The seal of a host of that name. */
  seal(hostName: string): Seal
  /** What the one host here is called; by default this machine's name, or those of as many fake ones as the settings want. */
  hostName?: string
  log: Log
}

/** The agents of this process, with the way to let go of their hypervisors. */
export interface LocalHosts {
  agents: readonly Agent[]
  close(): Promise<void>
}

/** This machine as a host, or as many fake ones as the settings want. */
export function openHosts({
  config,
  control,
  onHeartbeat,
  seal,
  hostName: named,
  log,
}: HostParts): Promise<LocalHosts> {
  if (config.driver === 'fake') return openFakeHosts(named === undefined ? fakeNames(config.fake_hosts) : [named], own)
  return openThisMachine(own(named ?? hostname()))

  function own(hostName: string): OneHost {
    const speaking = { fetch: control(hostName), ...(onHeartbeat && { onHeartbeat }) }
    return { hostName, control: speaking, seal: seal(hostName), config, log }
  }
}

const fakeNames = (count: number) =>
  Array.from({ length: count }, (_, i) => `fake-${String(i + 1).padStart(String(count).length, '0')}`)

/** What one host is made of. */
interface OneHost {
  config: Config
  hostName: string
  control: ControlClientOptions
  /** Opens what is meant for this host alone. */
  seal: Seal
  log: Log
}

/** This machine as the host `hostName`: libvirt, its disks and networks. Throws the sentence that says what is missing. */
async function openThisMachine({ config, hostName, control, seal, log }: OneHost): Promise<LocalHosts> {
  if (config.libvirtUri === 'qemu:///system') await startDaemon()
  const disksFolder = join(config.dataDir, 'instances')
  await mkdir(disksFolder, { recursive: true, mode: 0o711 })
  const driver = await libvirtDriver({
    uri: config.libvirtUri,
    disksFolder,
    cpuDedicatedSet: config.cpu_dedicated_set,
  })
  const nics = config.isRoot ? bridgeNics({ folder: join(config.dataDir, 'networks'), log }) : userNics()
  const { reports, images, states } = controlClient(control)
  const agent = createAgent({
    hostName,
    driver,
    disks: qcow2Disks({ dataDir: config.dataDir, images, seal, dhcpDomain: config.dhcp_domain }),
    nics,
    states,
    power: systemdPower({ isRoot: config.isRoot }),
    seal,
    reports,
    version: packageFile.version,
    reportIntervalSeconds: config.report_interval,
    metricsIntervalSeconds: config.metrics_interval,
    log,
  })
  await nics.restore().catch(forThePersonAtTheHost)
  return { agents: [agent], close: () => closeAll([agent], () => driver.close()) }
}

/** What a failure keeps from tenants is what whoever starts the cloud needs to know. */
function forThePersonAtTheHost(error: Error): never {
  throw error.cause instanceof Error ? unavailable("This host's networking", error.cause.message, error) : error
}

async function openFakeHosts(names: readonly string[], partsOf: (hostName: string) => OneHost): Promise<LocalHosts> {
  const hosts = names.map((name) => fakeHost(partsOf(name)))
  return { agents: hosts, close: () => closeAll(hosts, async () => {}) }
}

/** A host whose guests do not exist. */
function fakeHost({ config, hostName, control, seal, log }: OneHost): Agent {
  const dedicatedCpus = readCpuSet(config.cpu_dedicated_set ?? '')
  const driver = fakeDriver({ hostname: hostName, vcpus: 32, ramMb: 131_072, diskGb: 2_000, dedicatedCpus })
  const { reports, images, states } = controlClient(control)
  // One that is switched off is back at once.
  const power: HostPower = { begin: async () => driver.boot() }
  const parts = { hostName, driver, power, disks: fakeDisks(images), nics: fakeNics(), seal, reports, states, log }
  const { report_interval: reportIntervalSeconds, metrics_interval: metricsIntervalSeconds } = config
  return createAgent({ ...parts, version: packageFile.version, reportIntervalSeconds, metricsIntervalSeconds })
}

async function closeAll(agents: readonly Agent[], closeDriver: () => Promise<void>) {
  await Promise.all(agents.map((agent) => agent.stop()))
  await closeDriver()
}
