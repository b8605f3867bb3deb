import { execFile } from 'node:child_process'
import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { addressesOf, type ShownServer } from './support/cloud-servers.ts'
import { agentOf } from './support/host-agent.ts'
import { onThisMachine } from './support/on-this-machine.ts'
import { openTestCloud, type TestCloud } from './support/test-cloud.ts'

const run = promisify(execFile)

let cloud: TestCloud

describe.runIf(onThisMachine)('hosts', () => {
  beforeAll(async () => {
    cloud = await openTestCloud()
  })
  afterAll(() => cloud?.close())
  afterEach(() => cloud.expectSound())

  test.each(['h1', 'h2', 'h3'])('%s joins by the command and its token, and is there within 10 s', async (name) => {
    const command = await cloud.joinCommand(name)
    const begun = Date.now()
    await cloud.agent(name).join(command)
    await cloud.untilHost(name, 'up', 10_000)
    expect(Date.now() - begun).toBeLessThan(10_000)
  })

  test('12 servers are spread over them and answer', { timeout: 240_000 }, async () => {
    const ids = await cloud.servers.create(Array.from({ length: 12 }, (_, nth) => `spread-${nth + 1}`))
    const active = await cloud.servers.untilActive(ids)
    const on = active.map((server) => server['OS-EXT-SRV-ATTR:host'])
    expect(new Set(on)).toEqual(new Set(['h1', 'h2', 'h3']))
    await Promise.all(active.map((server) => cloud.servers.untilAnswers(server)))
    await cloud.expectSound()
    await cloud.servers.remove(ids)
  })

  test('an address is added to a running guest, which its owner has answer at it', { timeout: 240_000 }, async () => {
    const key = join(cloud.world.folder, 'key')
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    const keypair = { name: 'mine', public_key: await readFile(`${key}.pub`, 'utf8') }
    await cloud.api.get('POST /compute/v2.1/os-keypairs', { keypair })
    const [id] = await cloud.servers.create(['grows'], 'h1', { key_name: 'mine' })
    const [server] = await cloud.servers.untilActive([id!])
    await cloud.servers.untilAnswers(server!)
    const { ports } = await cloud.api.get(`GET /network/v2.0/ports?device_id=${id}`)
    const old = cloud.controls[0].apiAt('2.43')
    await old.get(`POST /compute/v2.1/servers/${id}/action`, { addFixedIp: { networkId: ports[0].network_id } })
    const hasBoth = (body: { server: ShownServer }) => addressesOf(body.server).length === 2
    const both = await cloud.api.until(`GET /compute/v2.1/servers/${id}`, hasBoth)
    const added = addressesOf(both.server).find((address) => address !== addressesOf(server!)[0])!
    const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR']
    const ssh = [...options.flatMap((option) => ['-o', option]), '-i', key, `root@${addressesOf(server!)[0]}`]
    await cloud
      .host('h1')
      .room()
      .run('ssh', ...ssh, `ip addr add ${added}/24 dev eth0`)
    await cloud.servers.untilAnswers(server!, added)
    expect(added).not.toBe(addressesOf(server!)[0])
    await cloud.servers.remove([id!])
  })

  test('a machine does not get the name of a host that is up', async () => {
    const other = agentOf(cloud.host('h2'), join(cloud.world.folder, 'other-data'))
    const command = [...(await cloud.joinCommand()), '--name', 'h1', '--port', '8791']
    await expect(other.type(...command)).rejects.toThrow('There is a host h1 that is up')
  })

  test('a stolen identity reads nothing and changes nothing that is not its own, and stands for nothing once its host has left', async () => {
    const [own, others] = [
      ...(await cloud.servers.create(['own'], 'h3')),
      ...(await cloud.servers.create(['theirs'], 'h2')),
    ]
    await cloud.servers.untilActive([own!, others!])
    const stolen = join(cloud.world.folder, 'stolen.json')
    await copyFile(join(cloud.host('h3').dataDir, 'agent.json'), stolen)
    const { images } = await cloud.api.get('GET /image/v2/images')
    // Without it the thief is not even heard while the host's own agent runs; that it is not told it must not be what protects the rest.
    const found = await cloud.read((db) =>
      db.selectFrom('compute.host_identity').select('instance').where('host_name', '=', 'h3').executeTakeFirstOrThrow(),
    )
    const instance = { 'kilonova-instance': found.instance! }
    const grant = { 'x-grant': 'made.up', ...instance }
    const tries = [
      { line: `GET /control/images/${images[0].id}/data`, headers: instance },
      { line: `GET /control/images/${images[0].id}/data`, headers: grant },
      { line: `PUT /control/images/${images[0].id}/data?offset=0&size=1&disk_format=raw`, headers: grant, body: 'x' },
      { line: 'POST /agent/commands', headers: instance, body: {} },
      { line: 'GET /identity/v3/users', headers: instance },
    ]
    const control = cloud.controls[0].address
    const unheard = ['GET /control/desired-state?since=0', 'POST /control/renew', 'POST /control/reports/heartbeat']
    const answers = await cloud.sendByWire(
      'h3',
      stolen,
      control,
      unheard.map((line) => ({ line })),
    )
    expect(answers.map(({ status }) => status)).toEqual(unheard.map(() => 409))
    const refused = await cloud.sendByWire('h3', stolen, control, tries)
    expect(refused.map(({ status }) => status)).toEqual(tries.map(() => 403))
    const command = { contractVersion: 8, id: 'x', kind: 'guest-destroy', params: { serverId: others } }
    const [toAnother] = await cloud.sendByWire('h3', stolen, cloud.host('h2').address, [
      { line: 'POST /agent/commands', body: command },
    ])
    expect(toAnother!.status).toBe(403)
    const [state] = await cloud.sendByWire('h3', stolen, control, [
      { line: 'GET /control/desired-state?since=0', headers: instance },
      { line: 'POST /control/reports/power', headers: instance, body: { serverId: others, power: 'shutdown' } },
    ])
    expect(state!.body).toContain(own)
    expect(state!.body).not.toContain(others)
    await cloud.expectSound()
    expect((await cloud.servers.show(others!)).status).toBe('ACTIVE')

    await cloud.servers.remove([own!, others!])
    await cloud.servers.untilGone([own!, others!])
    await cloud.agent('h3').stop()
    expect(await cloud.agent('h3').type('leave')).toContain('Host h3 has left its cloud.')
    await cloud.untilHost('h3', 'gone')
    const [forgotten] = await cloud.sendByWire('h3', stolen, control, [{ line: 'GET /control/desired-state?since=0' }])
    expect(forgotten).toMatchObject({ status: 403, body: expect.stringContaining('has forgotten host h3') })
  })
})
