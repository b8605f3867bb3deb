import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Agent, createAgent } from '#agent/agent'
import { qcow2Disks } from '#agent/disks/qcow2-disks'
import { domainName } from '#agent/guest-spec'
import { fakeNics } from '#agent/nics/fake-nics'
import { aGuestOrder, anImage } from '#agent/orders/a-guest-order'
import type { AgentReports, GuestOrder } from '#agent/orders/order-contract'
import type { ComputeDriver } from '#driver/compute-driver'
import { libvirtDriver } from '#driver/libvirt/libvirt-driver'
import { startDaemon } from '#driver/libvirt/start-daemon'
import { newId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import { run } from './qemu-testbed.ts'

const uri = 'qemu:///system'
const bytes = randomBytes(1 << 20)
const image = anImage({ size: bytes.length, sha512: createHash('sha512').update(bytes).digest('hex') })

beforeAll(() => startDaemon())

// QEMU runs as another user than the agent: it has to find its way to the disks wherever the data folder is. What does not
// depend on the place is tested in the first one only.
describe.each(['/var/lib', '/tmp'])('an agent with its data under %s', (parent) => {
  let dataDir: string
  let driver: ComputeDriver
  let agent: Agent
  const isFirst = parent === '/var/lib'
  const made: ServerId[] = []
  const beats: Parameters<AgentReports['heartbeat']>[0][] = []
  const changes: Parameters<AgentReports['powerChanged']>[0][] = []

  beforeAll(async () => {
    dataDir = await mkdtemp(join(parent, 'kilonova-agent-'))
    await chmod(dataDir, 0o711)
    await mkdir(join(dataDir, 'instances'))
    driver = await libvirtDriver({ uri, disksFolder: join(dataDir, 'instances') })
    agent = createAgent({
      hostName: 'here',
      driver,
      disks: qcow2Disks({
        dataDir,
        images: { open: async () => Readable.from([bytes]) },
        seal: sealWith(Buffer.alloc(32)),
        dhcpDomain: '',
      }),
      nics: fakeNics(),
      reports: {
        heartbeat: async (report) => void beats.push(report),
        powerChanged: async (report) => void changes.push(report),
      },
      reportIntervalSeconds: 3600,
      log: silentLog,
    })
    agent.start()
  })
  afterAll(async () => {
    await Promise.all(made.map((serverId) => driver.destroy(serverId)))
    await agent.stop()
    await driver.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  const order: Agent['client']['order'] = (kind, id, params) => agent.client.order(kind, id, params)
  const files = async (serverId: ServerId) => (await readdir(join(dataDir, 'instances', serverId))).toSorted()
  const spawned = async (what: Partial<GuestOrder> = {}) => {
    const guest = aGuestOrder({ image, ...what })
    made.push(guest.serverId)
    await order('disks-create', newId(), guest)
    expect(await order('guest-spawn', newId(), guest)).toEqual({ power: 'running' })
    return guest
  }
  const removed = async ({ serverId }: GuestOrder) => {
    await order('guest-destroy', newId(), { serverId })
    await order('disks-delete', newId(), { serverId })
  }

  test('a guest runs, is switched, rebooted and removed without a trace', async () => {
    const guest = await spawned()
    const { serverId } = guest
    expect(await files(serverId)).toEqual(['console.log', 'disk', 'disk.config'])
    expect(await run('virsh', '-c', uri, 'domname', serverId)).toContain(domainName(guest.seq))
    expect(await order('console-log', newId(), { serverId, maxBytes: 1000 })).toEqual({ text: expect.any(String) })
    expect(await order('guest-power-off', newId(), { serverId, graceMs: 0 })).toEqual({ power: 'shutdown' })
    expect(await order('guest-power-on', newId(), guest)).toEqual({ power: 'running' })
    const rebooted = await order('guest-reboot', newId(), { guest, hard: true, graceMs: 0 })
    expect(rebooted).toEqual({ power: 'running', fellBack: false })
    await removed(guest)
    expect(await readdir(join(dataDir, 'instances'))).toEqual(['_base'])
    expect((await driver.listGuests()).has(serverId)).toBe(false)
  })

  test.runIf(isFirst)('the cached image is shared by guests and stays readable when one has gone', async () => {
    const [one, other] = [await spawned(), await spawned()]
    await removed(one)
    const base = join(dataDir, 'instances/_base', createHash('sha1').update(image.id).digest('hex'))
    expect((await stat(base)).mode & 0o777).toBe(0o644)
    expect(await order('guest-reboot', newId(), { guest: other, hard: true, graceMs: 0 })).toMatchObject({
      power: 'running',
    })
    await removed(other)
  })

  test.runIf(isFirst)('every order may come again after a crash, under another id', async () => {
    const guest = await spawned()
    const { serverId } = guest
    await order('disks-create', newId(), guest)
    expect(await order('guest-spawn', newId(), guest)).toEqual({ power: 'running' })
    await removed(guest)
    await removed(guest)
    expect(await order('guest-power-off', newId(), { serverId, graceMs: 0 })).toEqual({ power: 'shutdown' })
  })

  test.runIf(isFirst)('a guest that ends outside the cloud is reported, and the host reports itself', async () => {
    const guest = await spawned()
    const { serverId } = guest
    await run('virsh', '-c', uri, 'destroy', serverId)
    await expect.poll(() => changes.at(-1)).toEqual({ hostName: 'here', serverId, power: 'shutdown' })
    expect(beats[0]).toMatchObject({ hostName: 'here', facts: { driverName: expect.any(String) }, disks: [] })
    await removed(guest)
  })
})
