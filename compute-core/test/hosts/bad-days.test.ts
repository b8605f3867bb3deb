import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { CloudServers } from './support/cloud-servers.ts'
import { onThisMachine } from './support/on-this-machine.ts'
import { openTestCloud, type TestCloud } from './support/test-cloud.ts'
import { clockOffBy, hasWrongClocks } from './support/wrong-clock.ts'

let cloud: TestCloud
let servers: CloudServers

describe.runIf(onThisMachine)('on a bad day', () => {
  beforeAll(async () => {
    cloud = await openTestCloud({ resume_guests_state_on_host_boot: true })
    servers = cloud.servers
    await cloud.join(['h1', 'h2', 'h3'])
  })
  afterAll(() => cloud?.close())
  afterEach(() => cloud.expectSound())

  test.each(['nics', 'disks', 'spawn'])(
    'an agent that is killed at the step %s of a build goes on with it',
    async (step) => {
      const [id] = await servers.create([`killed-at-${step}`], 'h1')
      await servers.untilStep(id!, step)
      await cloud.agent('h1').kill()
      await cloud.agent('h1').start()
      const [server] = await servers.untilActive([id!])
      expect(server!['OS-EXT-SRV-ATTR:host']).toBe('h1')
      await servers.remove([id!])
    },
  )

  test('libvirtd that is killed under builds leaves them in a state that their owner can act on', async () => {
    const ids = await servers.create(['libvirt-1', 'libvirt-2'], 'h2')
    await servers.untilStep(ids[0]!, 'disks')
    await cloud.host('h2').killLibvirtd()
    await cloud.host('h2').startLibvirtd()
    await servers.untilAtRest(ids)
    await cloud.expectSound()
    const [after] = await servers.create(['libvirt-3'], 'h2')
    expect(await servers.untilActive([after!])).toHaveLength(1)
    await servers.remove([...ids, after!])
    await servers.untilGone(ids)
  })

  test('a host that is cut off from control is down, and is what it was once it is back', async () => {
    const [id] = await servers.create(['cut-off'], 'h3')
    await servers.untilActive([id!])
    await cloud.host('h3').unplug()
    await cloud.untilHost('h3', 'down')
    const meanwhile = await servers.create(['meanwhile-1', 'meanwhile-2'])
    await servers.untilActive(meanwhile)
    await cloud.host('h3').plug()
    await cloud.untilHost('h3', 'up')
    expect(await servers.show(id!)).toMatchObject({ status: 'ACTIVE', 'OS-EXT-STS:task_state': null })
    await servers.remove([id!, ...meanwhile])
  })

  test('PostgreSQL that ends under load and is started again loses nothing that was accepted', async () => {
    const ids = await servers.create(['load-1', 'load-2', 'load-3', 'load-4'])
    await cloud.crashPostgres()
    expect(await servers.untilActive(ids)).toHaveLength(4)
    await servers.remove(ids)
  })

  test('a host that comes back with a guest whose server was deleted meanwhile gives it up', async () => {
    const [gone, kept] = await servers.create(['gone', 'kept'], 'h3')
    await servers.untilActive([gone!, kept!])
    const guests = () => cloud.host('h3').virsh('list', '--uuid')
    await cloud.host('h3').unplug()
    await cloud.untilHost('h3', 'down')
    await servers.remove([gone!])
    await servers.untilGone([gone!])
    expect(await guests()).toContain(gone)
    await cloud.host('h3').plug()
    await expect.poll(guests, { timeout: 90_000 }).not.toContain(gone)
    expect(await guests()).toContain(kept)
    await servers.remove([kept!])
  })

  test('what a control process that is killed has under way another goes on with', async () => {
    const [first, second] = cloud.controls
    const ids = await servers.create(['over-1', 'over-2', 'over-3', 'over-4'])
    await first.kill()
    expect(await servers.untilActive(ids, 60_000, second.api)).toHaveLength(4)
    await servers.remove(ids, second.api)
    await first.start()
  })

  test.runIf(hasWrongClocks).each([3600, -3600])(
    'an agent whose clock is off by %i s serves as any other',
    async (seconds) => {
      await cloud.agent('h2').stop()
      await cloud.agent('h2').start(clockOffBy(seconds))
      await cloud.untilHost('h2', 'up')
      const [id] = await servers.create(['out-of-time'], 'h2')
      expect(await servers.untilActive([id!])).toHaveLength(1)
      await servers.remove([id!])
      await servers.untilGone([id!])
      await cloud.agent('h2').stop()
      await cloud.agent('h2').start()
    },
  )

  test('agents that were away while control got another certificate know it when they are back', async () => {
    const [first] = cloud.controls
    await cloud.agent('h1').stop()
    await first.stop()
    await rm(join(first.dataDir, 'wire/control.json'))
    await first.start()
    await cloud.agent('h1').start()
    await cloud.untilHost('h1', 'up')
    const [id] = await servers.create(['renewed'], 'h1')
    expect(await servers.untilActive([id!])).toHaveLength(1)
    await servers.remove([id!])
  })

  test('servers of a host that has lost its power run again once it is back, where the setting wants it', async () => {
    const [id] = await servers.create(['came-back'], 'h2')
    await servers.untilActive([id!])
    await cloud.host('h2').cutPower()
    await cloud.untilHost('h2', 'down')
    await cloud.host('h2').boot()
    await cloud.agent('h2').start()
    const wasStarted = (body: { instanceActions: { action: string }[] }) =>
      body.instanceActions.some(({ action }) => action === 'start')
    await cloud.api.until(`GET /compute/v2.1/servers/${id}/os-instance-actions`, wasStarted, 90_000)
    expect(await servers.untilActive([id!])).toHaveLength(1)
    expect(await cloud.host('h2').virsh('list', '--uuid')).toContain(id)
    await servers.remove([id!])
  })
})
