import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { createAgent } from '#agent/agent'
import { controlClient } from '#agent/control-client'
import { commandContractVersion, type CommandKind, contractOf } from '#agent/commands/command-contract'
import { commandHandlers } from '#agent/commands/command-handlers'
import { fakeDisks } from '#agent/disks/fake-disks'
import { withoutPower } from '#agent/host-power'
import { fakeNics } from '#agent/nics/fake-nics'
import { remoteAgentClient } from '#agent/remote-agent-client'
import { controlApp } from '#control/control-app'
import { imageGrants } from '#control/image-grants'
import { fakeDriver } from '#driver/fake/fake-driver'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import { inProcess } from '#platform/wire/in-process'
import type { WireFetch } from '#platform/wire/peer'
import type * as wire from './support/landed-wire-entry.ts'
import { lifeInCommands } from './support/a-command.ts'
import { nothingDesired } from './support/fake-host.ts'
import { sharedScratch } from './support/shared-scratch.ts'

// Both sides of the wire as the last version that landed has them (`reference/landed-wire.mjs`), against both sides as they are now.

type Landed = typeof wire
const landedFile = './reference/landed-wire.mjs'
const landed = (await import(landedFile)) as Partial<Landed> & Pick<Landed, 'createAgent' | 'remoteAgentClient'>
const db = sharedScratch()
const seal = sealWith(Buffer.alloc(32, 4))
const heard = { heartbeat: 0, measured: 0, power: 0 }

const [landedKinds, kinds] = [landed, { commandHandlers }].map(
  (side) => Object.keys(side.commandHandlers!) as CommandKind[],
) as [CommandKind[], CommandKind[]]

/** A host whose agent is the one of `side`, reporting to `control`. */
function aHost(side: Pick<Landed, 'createAgent'>, control: WireFetch) {
  const driver = fakeDriver()
  const { reports, states, images } = controlClient({ fetch: control, patienceMs: 0 })
  const agent = side.createAgent({
    hostName: 'h1',
    driver,
    disks: fakeDisks(images),
    nics: fakeNics(),
    power: withoutPower('Not here.'),
    seal,
    states,
    reports,
    reportIntervalSeconds: 3600,
    metricsIntervalSeconds: 3600,
    log: silentLog,
  })
  return { agent, driver, fetch: inProcess(agent.app, { kind: 'control' }) }
}

/** A control process that counts what it hears. */
const aControl = (): WireFetch =>
  inProcess(
    controlApp({
      db: db(),
      reports: {
        heartbeat: async () => void heard.heartbeat++,
        measured: async () => void heard.measured++,
        powerChanged: async () => void heard.power++,
      },
      states: () => nothingDesired,
      grants: imageGrants(Buffer.alloc(32)),
      images: { open: async () => Readable.from([]), write: async () => undefined, find: async () => undefined },
      controls: async () => [],
      log: silentLog,
    }),
    { kind: 'host', hostName: 'h1', identityId: 'one' },
  )

/** Gives each command of `known`, in the order of a server's life; which of them failed, and how. */
async function failing(client: ReturnType<Landed['remoteAgentClient']>, known: readonly CommandKind[]) {
  const failures: string[] = []
  for (const [kind, params] of Object.entries(lifeInCommands((secret) => seal.close(secret)))) {
    if (!known.includes(kind as CommandKind)) continue
    const outcome = client.command(kind as CommandKind, newId(), params as never)
    await outcome.catch((error: Error) => failures.push(`${kind}: ${error.message}`))
  }
  return failures
}

/** What fails for reasons of its own: nothing is brought to an image without a grant. */
const alwaysFails = (failure: string) => /^(snapshot-upload|host-power): /.test(failure)

test('the life that is tried here has every command that has landed', () => {
  const tried = Object.keys(lifeInCommands(String))
  expect(landedKinds.filter((kind) => !tried.includes(kind))).toEqual([])
})

test('an agent of the last landed version carries out what this control tells it', async () => {
  const { fetch } = aHost(landed as Landed, aControl())
  const forIt = kinds.filter((kind) => contractOf(kind) <= landed.commandContractVersion!)
  expect(forIt.filter((kind) => !landedKinds.includes(kind))).toEqual([])
  const client = remoteAgentClient({ hostName: 'h1', fetch, patienceMs: 0 })
  expect((await failing(client, forIt)).filter((failure) => !alwaysFails(failure))).toEqual([])
})

test('an agent of this version carries out what the last landed control tells it', async () => {
  const { fetch } = aHost({ createAgent }, aControl())
  expect(landedKinds.filter((kind) => !kinds.includes(kind))).toEqual([])
  const client = landed.remoteAgentClient({ hostName: 'h1', fetch, patienceMs: 0 })
  expect((await failing(client, landedKinds)).filter((failure) => !alwaysFails(failure))).toEqual([])
})

test('this control hears what an agent of the last landed version reports', async () => {
  const before = { ...heard }
  const { agent, driver } = aHost(landed as Landed, aControl())
  await agent.start()
  expect(agent.trouble()).toBeUndefined()
  await expect.poll(() => heard.measured).toBe(before.measured + 1)
  expect(heard.heartbeat).toBe(before.heartbeat + 1)
  expect(driver.callsOf('spawn')).toBe(0)
  await agent.stop()
})

test('the contract is at most one ahead of the last landed one', () => {
  const ahead = commandContractVersion - landed.commandContractVersion!
  expect([0, 1]).toContain(ahead)
})
