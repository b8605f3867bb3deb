import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ComputeDriver, GuestNic, GuestSpec, PowerEvent } from '#driver/compute-driver'
import type { PowerState } from '#domain/server/power-state'
import type { CloudError } from '#platform/errors'
import { newId, type ServerId } from '#platform/ids'

/** One driver on one host, and what the suite has to know about the guests it makes there. */
export interface DriverHarness {
  driver: ComputeDriver
  /** A guest that has never been seen before and could start at once. */
  aGuest(): Promise<GuestSpec>
  /** The same guest changed so that the hypervisor defines it but cannot start it; drivers that cannot fail have none. */
  broken?(guest: GuestSpec): GuestSpec
  /** Ends the guest behind the driver's back. */
  endOutside(serverId: ServerId): Promise<void>
  /** Whether the guests shut down when the power button is pressed. */
  guestsHearPowerButton: boolean
  hasVnc: boolean
  hasSerial: boolean
  /** Whether the hypervisor can send a guest a non-maskable interrupt. */
  hasNmi: boolean
  /** Whether the guests have an agent that sets passwords. */
  hasGuestAgent: boolean
  /** Whether the hypervisor takes and gives devices of a guest. */
  hasHotplug: boolean
  /** The two CPUs that the host keeps for guests with CPUs of their own, where the driver is told of any. */
  dedicatedCpus?: readonly number[]
  /** Whether the hypervisor measures its guests. */
  hasDiagnostics: boolean
  close(): Promise<void>
}

/** The suite every driver passes: what `ComputeDriver` promises, in sentences. */
export function driverContract(name: string, makeHarness: () => Promise<DriverHarness>): void {
  describe(`driver contract: ${name}`, () => {
    let harness: DriverHarness
    let driver: ComputeDriver
    const made: ServerId[] = []
    let kept: GuestSpec | undefined

    beforeAll(async () => {
      harness = await makeHarness()
      driver = harness.driver
    }, 60_000)
    afterEach(async () => {
      for (const serverId of made.splice(0)) await driver.destroy(serverId)
    })
    afterAll(async () => {
      if (kept) await driver.destroy(kept.serverId)
      await harness.close()
    })

    const aGuest = async () => {
      const guest = await harness.aGuest()
      made.push(guest.serverId)
      return guest
    }
    const spawned = async () => {
      const guest = await aGuest()
      await driver.spawn(guest)
      return guest
    }
    /** The guest that an earlier test has left, since each start takes a second; a new one where none is left with power. */
    const running = async () => {
      const power = kept && (await driver.powerState(kept.serverId))
      if (kept && power === 'running') return kept
      if (kept) await driver.destroy(kept.serverId)
      kept = await harness.aGuest()
      await driver.spawn(kept)
      return kept
    }
    const off = async () => {
      const guest = kept && (await driver.powerState(kept.serverId)) === 'shutdown' ? kept : await running()
      await driver.powerOff(guest.serverId, 0)
      return guest
    }

    test('a host knows its name, its size and what it can run', async () => {
      const facts = await driver.facts()
      expect(facts.hostname).not.toBe('')
      expect(facts.vcpus).toBeGreaterThan(0)
      expect(facts.ramMb).toBeGreaterThan(0)
      expect(facts.diskGb).toBeGreaterThan(0)
      expect(facts.supportedInstances.length).toBeGreaterThan(0)
      expect(facts.traits).toContain('COMPUTE_NODE')
    })

    test('a spawned guest runs and is listed', async () => {
      const { serverId } = await spawned()
      expect(await driver.powerState(serverId)).toBe('running')
      expect((await driver.listGuests()).get(serverId)).toBe('running')
    })

    test('spawning twice makes one guest', async () => {
      const guest = await running()
      await driver.spawn(guest)
      expect((await driver.listGuests()).get(guest.serverId)).toBe('running')
    })

    test('two spawns of one guest at once both succeed', async () => {
      const guest = await aGuest()
      await Promise.all([driver.spawn(guest), driver.spawn(guest)])
      expect(await driver.powerState(guest.serverId)).toBe('running')
    })

    test('a spawn that fails leaves nothing behind', async ({ skip }) => {
      if (harness.broken === undefined) return skip('this driver starts whatever it can define')
      const guest = harness.broken(await aGuest())
      await expect(driver.spawn(guest)).rejects.toThrow(/\.$/)
      expect(await driver.powerState(guest.serverId)).toBeUndefined()
      expect((await driver.listGuests()).has(guest.serverId)).toBe(false)
    })

    test('a destroyed guest is gone, and destroying it again says nothing', async () => {
      const { serverId } = await spawned()
      await driver.destroy(serverId)
      expect(await driver.powerState(serverId)).toBeUndefined()
      expect((await driver.listGuests()).has(serverId)).toBe(false)
      await driver.destroy(serverId)
    })

    test('a paused guest has power, and stays so until it is unpaused, however often either is asked', async () => {
      const guest = await running()
      const { serverId } = guest
      const paused = nextPower(driver, serverId, 'paused')
      await driver.pause(serverId)
      await driver.pause(serverId)
      await paused
      await driver.powerOn(guest)
      expect((await driver.listGuests()).get(serverId)).toBe('paused')
      await driver.unpause(serverId)
      await driver.unpause(serverId)
      expect(await driver.powerState(serverId)).toBe('running')
    })

    test('a paused guest is switched off without waiting for it', async () => {
      const { serverId } = await running()
      await driver.pause(serverId)
      const begun = Date.now()
      await driver.powerOff(serverId, 60_000)
      expect(await driver.powerState(serverId)).toBe('shutdown')
      expect(Date.now() - begun).toBeLessThan(30_000)
    })

    test('a suspended guest is off, and resumes, however often either is asked', async () => {
      const guest = await running()
      await driver.suspend(guest.serverId)
      await driver.suspend(guest.serverId)
      expect((await driver.listGuests()).get(guest.serverId)).toBe('shutdown')
      await driver.resume(guest)
      await driver.resume(guest)
      expect(await driver.powerState(guest.serverId)).toBe('running')
    })

    test('a suspended guest can be booted anew, and destroyed', async () => {
      const guest = await running()
      await driver.suspend(guest.serverId)
      await driver.hardReboot(guest)
      expect(await driver.powerState(guest.serverId)).toBe('running')
      await driver.suspend(guest.serverId)
      await driver.destroy(guest.serverId)
      expect(await driver.powerState(guest.serverId)).toBeUndefined()
    })

    test.each(['pause', 'unpause', 'suspend', 'injectNmi', 'setPassword'] as const)(
      'a guest without power refuses %s with a conflict, and so does one that never was',
      async (method) => {
        const login = { user: 'root', password: 'secret' }
        const set = (serverId: ServerId) =>
          method === 'setPassword' ? driver.setPassword(serverId, login) : driver[method](serverId)
        const { serverId } = await off()
        await expect(set(serverId)).rejects.toThrow('does not run')
        await expect(set(newId<ServerId>())).rejects.toThrow('does not run')
      },
    )

    test('a running guest is sent an interrupt that it cannot ignore', async ({ skip }) => {
      if (!harness.hasNmi) return skip('this hypervisor has none')
      const { serverId } = await running()
      await driver.injectNmi(serverId)
      expect(await driver.powerState(serverId)).toBe('running')
    })

    test('a password is set through the agent in the guest, and refused where there is none', async () => {
      const { serverId } = await running()
      const outcome = driver.setPassword(serverId, { user: 'root', password: 'secret' }).then(
        () => 'set',
        ({ failure }: CloudError) => failure.kind,
      )
      expect(await outcome).toBe(harness.hasGuestAgent ? 'set' : 'conflict')
    })

    test('a guest with power is measured, one without is not', async ({ skip }) => {
      const guest = await running()
      if (!harness.hasDiagnostics) return skip('this hypervisor measures nothing')
      const figures = await driver.diagnostics(guest.serverId)
      expect(figures).toMatchObject({ power: 'running', memory: { maximumKib: guest.ramMb * 1024 } })
      expect(figures?.cpus).toHaveLength(guest.vcpus)
      expect(figures?.disks).toHaveLength(guest.disks.length)
      expect(figures?.nics.map(({ mac }) => mac)).toEqual(guest.nics.map(({ mac }) => mac))
      const counters = async () => (await driver.measureGuests()).get(guest.serverId)
      // Nobody waits for a guest that is busy, be it with what the hypervisor itself or another program asks it: its disks are null then.
      await expect.poll(counters, { timeout: 10_000 }).toMatchObject({ diskReadBytes: expect.any(Number) })
      const counted = await counters()
      expect(counted).toMatchObject({ vcpus: guest.vcpus, cpuTimeNs: expect.any(Number) })
      expect((await counters())!.cpuTimeNs).toBeGreaterThanOrEqual(counted!.cpuTimeNs!)
      await driver.powerOff(guest.serverId, 0)
      expect(await driver.diagnostics(guest.serverId)).toBeUndefined()
      expect((await driver.measureGuests()).has(guest.serverId)).toBe(false)
    })

    test('a host is measured whether it has guests or not, and its counters grow', async () => {
      const { diskGb } = await driver.facts()
      const before = await driver.measureHost()
      expect(before.memoryUsedMb).toBeGreaterThan(0)
      expect(before.diskUsedGb).toBeLessThanOrEqual(diskGb + 1)
      expect((await driver.measureHost()).cpu!.all).toBeGreaterThanOrEqual(before.cpu!.all)
    })

    test('a guest with CPUs of its own is kept to as many as its flavor has, and no other guest to any of them', async ({
      skip,
    }) => {
      const { dedicatedCpus } = harness
      if (!dedicatedCpus) return skip('no CPUs are kept for guests here')
      const plain = await spawned()
      const guest = { ...(await aGuest()), vcpus: 2, extraSpecs: { 'hw:cpu_policy': 'dedicated' } }
      await driver.spawn(guest)
      const cpus = await driver.guestCpus()
      expect(cpus.get(guest.serverId)?.toSorted()).toEqual(dedicatedCpus)
      expect(cpus.get(plain.serverId)).not.toEqual([])
      expect(cpus.get(plain.serverId)?.filter((cpu) => dedicatedCpus.includes(cpu))).toEqual([])
    })

    test('two may look at the serial port of a running guest; one that is off has none', async ({ skip }) => {
      if (!harness.hasSerial) return skip('guests here have no serial port')
      const { serverId } = await running()
      const [first, second] = [await driver.openSerial(serverId), await driver.openSerial(serverId)]
      expect(first).toBeDefined()
      first?.destroy()
      expect(second?.destroyed).toBe(false)
      second?.destroy()
      await driver.powerOff(serverId, 0)
      expect(await driver.openSerial(serverId)).toBeUndefined()
    })

    test('a guest that never was has no power, no consoles and nothing to switch off', async () => {
      const serverId = newId<ServerId>()
      expect(await driver.powerState(serverId)).toBeUndefined()
      expect(await driver.openVnc(serverId)).toBeUndefined()
      expect(await driver.openSerial(serverId)).toBeUndefined()
      expect(await driver.diagnostics(serverId)).toBeUndefined()
      expect(await driver.softReboot(serverId, 1000)).toBe(false)
      await driver.powerOff(serverId, 0)
      await driver.destroy(serverId)
    })

    test('without grace the plug is pulled at once, and the definition stays', async () => {
      const { serverId } = await running()
      await driver.powerOff(serverId, 0)
      expect(await driver.powerState(serverId)).toBe('shutdown')
      await driver.powerOff(serverId, 0)
      expect((await driver.listGuests()).get(serverId)).toBe('shutdown')
    })

    test('with grace the guest is off in the end, whether it listens or not', async () => {
      const { serverId } = await running()
      await driver.powerOff(serverId, 300)
      expect(await driver.powerState(serverId)).toBe('shutdown')
    })

    test('a guest that is off is powered on, one that runs is left alone', async () => {
      const guest = await off()
      await driver.powerOn(guest)
      expect(await driver.powerState(guest.serverId)).toBe('running')
      await driver.powerOn(guest)
      expect(await driver.powerState(guest.serverId)).toBe('running')
    })

    test('power on makes a definition that was lost anew', async () => {
      const guest = await spawned()
      await driver.destroy(guest.serverId)
      await driver.powerOn(guest)
      expect(await driver.powerState(guest.serverId)).toBe('running')
    })

    test('a card is plugged into a guest, changed, and taken from it, however often each is asked', async ({
      skip,
    }) => {
      if (!harness.hasHotplug) return skip('this hypervisor plugs nothing')
      const guest = await aGuest()
      const nic = aNic()
      await driver.attachNic(guest, nic)
      await driver.spawn(guest)
      await driver.powerOff(guest.serverId, 0)
      for (let time = 0; time < 2; time++) await driver.attachNic(guest, nic)
      for (let time = 0; time < 2; time++)
        await driver.updateNic(guest.serverId, { ...nic, filter: 'closed', isDown: true })
      for (let time = 0; time < 2; time++) await driver.detachNic(guest, nic)
      await driver.updateNic(guest.serverId, nic)
      expect((await driver.listGuests()).get(guest.serverId)).toBe('shutdown')
    })

    test('a soft reboot answers whether the guest listened, and it runs either way', async () => {
      const { serverId } = await running()
      expect(await driver.softReboot(serverId, 500)).toBe(harness.guestsHearPowerButton)
      expect(await driver.powerState(serverId)).toBe('running')
    })

    test('a guest that is off is not soft rebooted', async () => {
      const { serverId } = await off()
      expect(await driver.softReboot(serverId, 500)).toBe(false)
      expect(await driver.powerState(serverId)).toBe('shutdown')
    })

    test('a hard reboot starts guests that run and guests that are off', async () => {
      const guest = await running()
      await driver.hardReboot(guest)
      expect(await driver.powerState(guest.serverId)).toBe('running')
      await driver.powerOff(guest.serverId, 0)
      await driver.hardReboot(guest)
      expect(await driver.powerState(guest.serverId)).toBe('running')
    })

    test('a guest that ends outside the cloud is heard of', async () => {
      const { serverId } = await spawned()
      const ended = nextPower(driver, serverId, 'shutdown')
      await harness.endOutside(serverId)
      expect((await ended).at.getTime()).toBeLessThanOrEqual(Date.now())
      expect(await driver.powerState(serverId)).toBe('shutdown')
    })

    test('a listener that has left hears nothing more', async () => {
      const { serverId } = await spawned()
      const heard: PowerEvent[] = []
      const leave = driver.onPowerEvent((event) => heard.push(event))
      leave()
      const ended = nextPower(driver, serverId, 'shutdown')
      await driver.powerOff(serverId, 0)
      await ended
      expect(heard).toEqual([])
    })

    test('the disk of a guest that is off or never was is not copied: it can be read', async () => {
      const { serverId } = await off()
      for (const id of [serverId, newId<ServerId>()]) {
        const copy = { source: '/nowhere/disk', target: '/nowhere/copy', freeze: 'try' } as const
        expect(await driver.copyDisk(id, copy)).toBe(false)
        await driver.endCopy(id, copy)
      }
    })

    test('a running guest with a screen greets in RFB; one that is off has none', async ({ skip }) => {
      if (!harness.hasVnc) return skip('guests here have no screen')
      const { serverId } = await running()
      const stream = await driver.openVnc(serverId)
      expect(stream).toBeDefined()
      expect(await firstBytes(stream as Duplex)).toMatch(/^RFB 003\.00\d\n/)
      await driver.powerOff(serverId, 0)
      expect(await driver.openVnc(serverId)).toBeUndefined()
    })
  })
}

/** A card on a bridge that need not be there as long as the guest is off. */
const aNic = (): GuestNic => ({
  portId: newId(),
  mac: 'fa:16:3e:00:00:42',
  mtu: 1450,
  fixedIps: ['10.0.0.5'],
  link: { kind: 'bridge', bridge: 'kn-contract', tap: 'tapcontract' },
})

/** The next event that tells that the guest has come to `power`. */
function nextPower(driver: ComputeDriver, serverId: ServerId, power: PowerState): Promise<PowerEvent> {
  return new Promise((resolve) => {
    const leave = driver.onPowerEvent((event) => {
      if (event.serverId !== serverId || event.power !== power) return
      leave()
      resolve(event)
    })
  })
}

async function firstBytes(stream: Duplex): Promise<string> {
  const [chunk] = (await once(stream, 'data')) as [Buffer]
  stream.destroy()
  return chunk.toString('latin1')
}
