import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#platform/db/database'
import type { CloudServers, ShownServer } from './support/cloud-servers.ts'
import { onThisMachine } from './support/on-this-machine.ts'
import { openTestCloud, type TestCloud } from './support/test-cloud.ts'
import { clockOffBy } from './support/wrong-clock.ts'

let cloud: TestCloud
let servers: CloudServers
/** A server on h3 whose guest has long come up when its console is looked at. */
let kept: string

/** The steps of a build, three at a time: each on a host of its own, side by side. */
const rounds = [
  ['schedule', 'ports', 'nics'],
  ['disks', 'spawn', 'land'],
]
/** The others are control's alone, and last for milliseconds. */
const stepsOfHosts = new Set(['nics', 'disks', 'spawn'])
const hostNames = ['h1', 'h2', 'h3']

interface Harm {
  do(host: string): Promise<void>
  mend(host: string): Promise<void>
}

/** Has each step of a round be harmed while a build is at it, and mended; the servers, in their order. */
const harmedAt = (steps: readonly string[], harm: Harm): Promise<string[]> =>
  Promise.all(steps.map((step, nth) => harmedAtStep(step, hostNames[nth]!, harm)))

async function harmedAtStep(step: string, host: string, harm: Harm): Promise<string> {
  for (let nth = 1; ; nth++) {
    const [id] = await servers.create([`${step}-${nth}`], host)
    await servers.untilStep(id!, step)
    await harm.do(host)
    const wasInTime = !stepsOfHosts.has(step) || (await servers.isAtStep(id!, step))
    await harm.mend(host)
    if (wasInTime) return id!
    if (nth === 10) throw new Error(`The step ${step} was over before it could be harmed, ${nth} times.`)
    await servers.untilAtRest([id!])
    await servers.remove([id!])
  }
}

/** The jobs that have begun and not ended in the hand of that control process. */
async function jobsHeldBy(db: Database, processId: string): Promise<string[]> {
  const jobs = await db
    .selectFrom('platform.job')
    .select('id')
    .where('held_by', '=', processId)
    .where('started_at', 'is not', null)
    .where('finished_at', 'is', null)
    .execute()
  return jobs.map(({ id }) => id)
}

const guestsOn = (host: string) => cloud.host(host).virsh('list', '--uuid')
const textOf = (...path: string[]) => readFile(join(...path), 'utf8')

describe.runIf(onThisMachine)('on a bad day', () => {
  beforeAll(async () => {
    // Certificates by way of the second are good for a minute: its own is renewed all the time.
    const ofSecond = { certificate_hours: 1 / 60 }
    const settings = { resume_guests_state_on_host_boot: true, shutdown_timeout: 5 }
    cloud = await openTestCloud({ settings, ofSecond })
    servers = cloud.servers
    await cloud.join(['h1'], cloud.controls[1])
    await cloud.join(['h2', 'h3'])
    ;[kept] = (await servers.create(['kept'], 'h3')) as [string]
    await servers.untilActive([kept])
  })
  afterAll(() => cloud?.close())
  afterEach(() => cloud.expectSound())

  test('the steps of a build that follow are all there are', async () => {
    const all = await textOf(import.meta.dirname, '../../src/conductor/flows/flow-steps.txt')
    expect(all).toContain(`\nserver-create: ${rounds.flat().join(', ')}\n`)
  })

  test.each(rounds)(
    'an agent that is killed at the steps %s, %s and %s of a build goes on with it',
    async (...steps) => {
      const ids = await harmedAt(steps, {
        do: (host) => cloud.agent(host).kill(),
        mend: (host) => cloud.agent(host).start(),
      })
      const active = await servers.untilActive(ids)
      expect(active.map((server) => server['OS-EXT-SRV-ATTR:host'])).toEqual(hostNames)
      await servers.remove(ids)
    },
  )

  test.each(rounds)(
    'libvirtd that is killed at the steps %s, %s and %s of a build leaves it in a state that its owner can act on',
    async (...steps) => {
      const ids = await harmedAt(steps, {
        do: (host) => cloud.host(host).killLibvirtd(),
        mend: (host) => cloud.host(host).startLibvirtd(),
      })
      await servers.untilAtRest(ids)
      await cloud.expectSound()
      const after = await Promise.all(hostNames.map((host) => servers.create([`after-${host}`], host)))
      expect(await servers.untilActive(after.flat())).toHaveLength(3)
      await servers.remove([...ids, ...after.flat()])
      await servers.untilGone(ids)
    },
  )

  test('certificates are renewed when it is time, that of an agent and that of control while agents are away', async () => {
    const [first, second] = cloud.controls
    const ofAgent = () => textOf(cloud.host('h1').dataDir, 'agent.json').then((text) => JSON.parse(text))
    const written = (db: Database) =>
      db.selectFrom('compute.host_identity').selectAll().where('host_name', '=', 'h1').executeTakeFirstOrThrow()
    await expect.poll(() => cloud.read(written), { timeout: 60_000 }).toMatchObject({ renewed_at: expect.any(Date) })
    const { serial } = await cloud.read(written)
    expect(new X509Certificate((await ofAgent()).certificate).serialNumber).toBe(serial)

    const ofControl = () => textOf(second.dataDir, 'wire/control.json')
    await cloud.agent('h2').stop()
    const before = await ofControl()
    await expect.poll(ofControl, { timeout: 60_000 }).not.toBe(before)
    await cloud.agent('h2').start()
    await cloud.untilHost('h2', 'up')
    const ids = [
      ...(await servers.create(['by-second'], 'h2', {}, second.api)),
      ...(await servers.create(['renewed'], 'h1', {}, second.api)),
    ]
    expect(await servers.untilActive(ids, undefined, second.api)).toHaveLength(2)
    await servers.remove(ids)
    await servers.untilGone(ids)
    // For the days to come it has one that lasts.
    await cloud.agent('h1').stop()
    await cloud.agent('h1').type('leave')
    await cloud.join(['h1'], first)
  })

  test('a host that is cut off for 60 s is down; whatever was under way, asked for and open is then as asked', async () => {
    const [first, second] = cloud.controls
    const [stopped, late, gone] = await servers.create(['stopped', 'late', 'gone'], 'h3')
    await servers.untilActive([stopped!, late!, gone!])
    const before = await cloud.typeAtConsole(kept, first)
    await expect.poll(() => before.said(), { timeout: 60_000 }).toContain('login')

    const [built] = await servers.create(['built'], 'h3')
    await servers.untilStep(built!, 'disks')
    await cloud.host('h3').unplug()
    const cutAt = Date.now()
    expect((await servers.show(built!)).status).toBe('BUILD')
    await servers.act(stopped!, { 'os-stop': null })
    await cloud.untilHost('h3', 'down')
    await servers.act(late!, { 'os-stop': null })
    await servers.remove([gone!])
    await servers.untilGone([gone!])
    expect(await guestsOn('h3')).toContain(gone)
    const meanwhile = await servers.create(['meanwhile-1', 'meanwhile-2'])
    const elsewhere = await servers.untilActive(meanwhile)
    expect(elsewhere.map((server) => server['OS-EXT-SRV-ATTR:host'])).not.toContain('h3')
    expect(await before.ended).toBe(0)
    await pause(Math.max(0, cutAt + 60_000 - Date.now()))
    expect((await servers.show(built!)).status).toBe('BUILD')
    expect(await servers.show(kept)).toMatchObject({ status: 'ACTIVE', 'OS-EXT-STS:task_state': null })
    await cloud.host('h3').plug()

    await cloud.untilHost('h3', 'up')
    const [there] = await servers.untilActive([built!])
    expect(there!['OS-EXT-SRV-ATTR:host']).toBe('h3')
    await Promise.all([stopped!, late!].map((id) => servers.untilStatus(id, 'SHUTOFF')))
    await expect.poll(() => guestsOn('h3'), { timeout: 90_000 }).not.toContain(gone)
    expect(await guestsOn('h3')).toContain(kept)
    const after = await cloud.typeAtConsole(kept, second)
    await expect.poll(() => after.said(), { timeout: 30_000 }).toContain('login')
    await after.end()
    await cloud.expectSound()
    await servers.remove([stopped!, late!, built!, ...meanwhile])
  }, 240_000)

  test('PostgreSQL that ends under load and is started again loses nothing that was accepted', async () => {
    const ids = await servers.create(['load-1', 'load-2', 'load-3', 'load-4'])
    await cloud.crashPostgres()
    expect(await servers.untilActive(ids)).toHaveLength(4)
    await servers.remove(ids)
  })

  test('what a control process that is killed under load has in hand another goes on with within 15 s, and hosts and consoles do not notice', async () => {
    const [first, second] = cloud.controls
    const console = await cloud.typeAtConsole(kept, second)
    await expect.poll(() => console.said(), { timeout: 60_000 }).toContain('login')

    const accepted: string[] = []
    const load = (async () => {
      for (let nth = 1; nth <= 100; nth++) accepted.push(...(await servers.create([`over-${nth}`])))
    })().catch(() => undefined)
    const id = (await textOf(first.dataDir, 'process-id')).trim()
    const held = () => cloud.read((db) => jobsHeldBy(db, id))
    await expect.poll(async () => (await held()).length, { timeout: 30_000, interval: 20 }).toBeGreaterThan(2)
    await first.kill()
    const killedAt = Date.now()
    try {
      await load
      const heard = console.said().length
      const inHand = await held()
      expect(inHand).not.toEqual([])
      const downs = new Set<string>()
      let left = inHand
      while (Date.now() < killedAt + 15_000) {
        const { hosts } = await second.api.get('GET /compute/v2.1/kilonova/hosts')
        for (const { name, state } of hosts) if (state !== 'up') downs.add(name)
        const still = await held()
        left = left.filter((job) => still.includes(job))
        await pause(200)
      }
      expect(left).toEqual([])
      expect(await servers.untilActive(accepted, 120_000, second.api)).toHaveLength(accepted.length)
      expect([...downs]).toEqual([])
      expect(console.said().length).toBeGreaterThan(heard)
    } finally {
      await console.end()
      // Also what was accepted whose answer got lost.
      const { servers: over } = await second.api.get('GET /compute/v2.1/servers?name=^over-')
      await servers.remove(
        (over as { id: string }[]).map((server) => server.id),
        second.api,
      )
      await first.start()
    }
  }, 240_000)

  test.each([3600, -3600])('an agent whose clock is off by %i s serves as any other', async (seconds) => {
    await cloud.agent('h2').stop()
    await cloud.agent('h2').start(clockOffBy(seconds))
    await cloud.untilHost('h2', 'up')
    const [id] = await servers.create(['out-of-time'], 'h2')
    expect(await servers.untilActive([id!])).toHaveLength(1)
    await servers.remove([id!])
    await servers.untilGone([id!])
    await cloud.agent('h2').stop()
    await cloud.agent('h2').start()
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
    expect(await guestsOn('h2')).toContain(id)
    await servers.remove([id!])
    await servers.untilGone([id!])
  })

  test('a machine that is reinstalled and joins under its name is a host again, and the servers it had are rebuilt there', async () => {
    const [lost, gone] = await servers.create(['lost', 'gone'], 'h2')
    await servers.untilActive([lost!, gone!])
    const host = cloud.host('h2')
    await host.cutPower()
    await cloud.untilHost('h2', 'down')
    await host.boot()
    for (const domain of (await host.virsh('list', '--all', '--name')).split('\n').filter(Boolean))
      await host.virsh('undefine', domain, '--managed-save')
    await host.room().run('find', host.dataDir, '-mindepth', '1', '-delete')
    await cloud.join(['h2'])

    const isTold = ({ server }: { server: ShownServer }) => server.fault?.message.includes('was set up anew') === true
    for (const id of [lost, gone]) await cloud.api.until(`GET /compute/v2.1/servers/${id}`, isTold, 120_000)
    const { servers_without_disks: without } = (await cloud.api.get('GET /compute/v2.1/kilonova/hosts/h2')).host
    expect(without).toBe(2)
    const { server } = await cloud.api.get(`GET /compute/v2.1/servers/${lost}`)
    await servers.act(lost!, { rebuild: { imageRef: server.image.id } })
    const [rebuilt] = await servers.untilActive([lost!])
    await servers.untilAnswers(rebuilt!)
    await servers.remove([gone!])
    await servers.untilGone([gone!])
    await cloud.expectSound()
    await servers.remove([lost!])
  }, 300_000)
})
