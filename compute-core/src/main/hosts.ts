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
  /** The seal of a host of that name. */
  seal(hostName: string): Seal
  log: Log
}

/** The agents of this process, with the way to let go of their hypervisors. */
export interface LocalHosts {
  agents: readonly Agent[]
  close(): Promise<void>
}

/** This machine as a host, or as many fake ones as the settings want. */
export function openHosts({ config, control, seal, log }: HostParts): Promise<LocalHosts> {
  const parts = { config, log }
  if (config.driver === 'fake') return openFakeHosts(config, (hostName) => ({ ...parts, ...own(hostName) }))
  return openThisMachine({ ...parts, ...own(hostname()) })

  function own(hostName: string): OneHost {
    return { hostName, control: { fetch: control(hostName) }, seal: seal(hostName), config, log }
  }
}

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

async function openFakeHosts(config: Config, partsOf: (hostName: string) => OneHost): Promise<LocalHosts> {
  const hosts = Array.from({ length: config.fake_hosts }, (_, i) =>
    fakeHost(partsOf(`fake-${String(i + 1).padStart(String(config.fake_hosts).length, '0')}`)),
  )
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
