import { mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type Agent, createAgent } from '#agent/agent'
import { fakeDisks } from '#agent/disks/fake-disks'
import { type AgentImages } from '#agent/disks/host-disks'
import { qcow2Disks } from '#agent/disks/qcow2-disks'
import { type HostPower, systemdPower } from '#agent/host-power'
import { bridgeNics } from '#agent/nics/bridge-nics'
import { fakeNics } from '#agent/nics/fake-nics'
import { userNics } from '#agent/nics/user-nics'
import type { AgentReports } from '#agent/commands/command-contract'
import { fakeDriver } from '#driver/fake/fake-driver'
import { readCpuSet } from '#driver/libvirt/capabilities'
import { libvirtDriver } from '#driver/libvirt/libvirt-driver'
import { startDaemon } from '#driver/libvirt/start-daemon'
import type { Config } from '#platform/config'
import { outlasting } from '#platform/db/outage'
import { unavailable } from '#platform/errors'
import type { Log } from '#platform/log'
import type { Seal } from '#platform/seal'
import packageFile from '../../package.json' with { type: 'json' }

export interface HostParts {
  config: Config
  images: AgentImages
  seal: Seal
  reports: AgentReports
  log: Log
}

/** The agents of this process, with the way to let go of their hypervisors. */
export interface LocalHosts {
  agents: readonly Agent[]
  close(): Promise<void>
}

/** This machine as a host, or as many fake ones as the settings want. */
export function openHosts(parts: HostParts): Promise<LocalHosts> {
  const lasting = { ...parts, images: outlastingImages(parts.images) }
  return parts.config.driver === 'fake' ? openFakeHosts(lasting) : openThisMachine(lasting)
}

/** A host remembers how a command ended: that the database was away for a moment must not become its end. */
const outlastingImages = (images: AgentImages): AgentImages => ({
  open: (imageId) => outlasting(() => images.open(imageId)),
  write: (imageId, bytes) => outlasting(() => images.write(imageId, bytes)),
})

async function openThisMachine({ config, images, seal, reports, log }: HostParts): Promise<LocalHosts> {
  if (config.libvirtUri === 'qemu:///system') await startDaemon()
  const disksFolder = join(config.dataDir, 'instances')
  await mkdir(disksFolder, { recursive: true, mode: 0o711 })
  const driver = await libvirtDriver({
    uri: config.libvirtUri,
    disksFolder,
    cpuDedicatedSet: config.cpu_dedicated_set,
  })
  const nics = config.isRoot ? bridgeNics({ folder: join(config.dataDir, 'networks'), log }) : userNics()
  const agent = createAgent({
    hostName: hostname(),
    driver,
    disks: qcow2Disks({ dataDir: config.dataDir, images, seal, dhcpDomain: config.dhcp_domain }),
    nics,
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

async function openFakeHosts({ config, images, seal, reports, log }: HostParts): Promise<LocalHosts> {
  const hosts = Array.from({ length: config.fake_hosts }, (_, i) => {
    const hostName = `fake-${String(i + 1).padStart(String(config.fake_hosts).length, '0')}`
    const dedicatedCpus = readCpuSet(config.cpu_dedicated_set ?? '')
    const driver = fakeDriver({ hostname: hostName, vcpus: 32, ramMb: 131_072, diskGb: 2_000, dedicatedCpus })
    // One that is switched off is back at once.
    const power: HostPower = { begin: async () => driver.boot() }
    const parts = { hostName, driver, power, disks: fakeDisks(images), nics: fakeNics(), seal, reports, log }
    const { report_interval: reportIntervalSeconds, metrics_interval: metricsIntervalSeconds } = config
    return createAgent({ ...parts, version: packageFile.version, reportIntervalSeconds, metricsIntervalSeconds })
  })
  return { agents: hosts, close: () => closeAll(hosts, async () => {}) }
}

async function closeAll(agents: readonly Agent[], closeDriver: () => Promise<void>) {
  await Promise.all(agents.map((agent) => agent.stop()))
  await closeDriver()
}
