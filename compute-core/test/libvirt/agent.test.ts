import { createHash, randomBytes } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instanceName } from '#domain/server/server-names'
import { fakeNics } from '#agent/nics/fake-nics'
import { aGuestCommand, anImage } from '#agent/commands/a-guest-command'
import { run } from './qemu-testbed.ts'
import { type RealAgent, realAgent } from './real-agent.ts'

const bytes = randomBytes(1 << 20)
const image = anImage({ size: bytes.length, sha512: createHash('sha512').update(bytes).digest('hex') })

// QEMU runs as another user than the agent: it has to find its way to the disks wherever the data folder is. What does not
// depend on the place is tested in the first one only.
describe.each(['/var/lib', '/tmp'])('an agent with its data under %s', (parent) => {
  const isFirst = parent === '/var/lib'
  let host: RealAgent

  beforeAll(async () => {
    host = await realAgent(parent, fakeNics(), () => Readable.from([bytes]))
  })
  afterAll(() => host?.close())

  const spawned = () => host.spawned(aGuestCommand({ image }))
  const powerIs = (power: string) => expect.objectContaining({ power })

  test('a guest runs, is switched, rebooted and removed without a trace', async () => {
    const guest = await spawned()
    const { serverId } = guest
    const files = await readdir(join(host.instances, serverId))
    expect(files.toSorted()).toEqual(['console.log', 'disk', 'disk.config'])
    expect(await run('virsh', '-c', 'qemu:///system', 'domname', serverId)).toContain(instanceName(guest.seq))
    expect(await host.command('console-log', { serverId, maxBytes: 1000 })).toEqual({ text: expect.any(String) })
    expect(await host.command('guest-power-off', { serverId, graceMs: 0 })).toEqual(powerIs('shutdown'))
    expect(await host.command('guest-power-on', guest)).toEqual(powerIs('running'))
    const rebooted = await host.command('guest-reboot', { guest, hard: true, graceMs: 0 })
    expect(rebooted).toEqual({ power: 'running', fellBack: false })
    await host.removed(guest)
    expect(await readdir(host.instances)).toEqual(['_base'])
    expect((await host.driver.listGuests()).has(serverId)).toBe(false)
  })

  test.runIf(isFirst)('the cached image stays readable for the others when one guest has gone', async () => {
    const [one, other] = [await spawned(), await spawned()]
    await host.removed(one)
    const base = join(host.instances, '_base', `${image.sha512}.${image.diskFormat}`)
    expect((await stat(base)).mode & 0o777).toBe(0o600)
    const rebooted = await host.command('guest-reboot', { guest: other, hard: true, graceMs: 0 })
    expect(rebooted).toEqual(powerIs('running'))
    await host.removed(other)
  })

  test.runIf(isFirst)('every command may come again after a crash, under another id', async () => {
    const guest = await spawned()
    await host.spawned(guest)
    expect((await host.driver.listGuests()).get(guest.serverId)).toBe('running')
    await host.removed(guest)
    await host.removed(guest)
    const { serverId } = guest
    expect(await host.command('guest-power-off', { serverId, graceMs: 0 })).toEqual(powerIs('shutdown'))
  })

  test.runIf(isFirst)('a guest that does not listen is waited for until its grace period is ended', async () => {
    const guest = await spawned()
    const { serverId } = guest
    const off = host.command('guest-power-off', { serverId, graceMs: 3_600_000 })
    await host.command('guest-end-grace', { serverId })
    expect(await off).toEqual(powerIs('shutdown'))
    await host.removed(guest)
  })

  test.runIf(isFirst)('a guest that ends outside the cloud is reported, and the host reports itself', async () => {
    const guest = await spawned()
    const { serverId } = guest
    await run('virsh', '-c', 'qemu:///system', 'destroy', serverId)
    await expect.poll(() => host.changes.at(-1)).toEqual({ hostName: 'here', serverId, power: 'shutdown' })
    expect(host.beats[0]).toMatchObject({ hostName: 'here', facts: { driverName: expect.any(String) }, disks: [] })
    await host.removed(guest)
  })
})
