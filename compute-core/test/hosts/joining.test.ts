import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sealWith } from '#platform/seal'
import { peerIn } from '#platform/wire/wire-name'
import { captureBuild } from './support/captured-build.ts'
import { password } from './support/cloud-api.ts'
import { addressesOf, type ShownServer } from './support/cloud-servers.ts'
import { forgedRequest } from './support/forged-request.ts'
import { foundInFolder } from './support/found-in-folder.ts'
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

  test('12 servers are spread over them and answer', { timeout: 300_000 }, async () => {
    const ids = await cloud.servers.create(Array.from({ length: 12 }, (_, nth) => `spread-${nth + 1}`))
    try {
      const active = await cloud.servers.untilActive(ids)
      const on = active.map((server) => server['OS-EXT-SRV-ATTR:host'])
      expect(new Set(on)).toEqual(new Set(['h1', 'h2', 'h3']))
      await Promise.all(active.map((server) => cloud.servers.untilAnswers(server, undefined, 210_000)))
      await cloud.expectSound()
    } finally {
      await cloud.servers.remove(ids)
    }
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

  describe('of whoever has stolen an identity', () => {
    let own: string, theirs: string
    let stolen: string
    /** Without it the thief is not even heard while the host's own agent runs; that it is not told it must not be what protects the rest. */
    let instance: { 'kilonova-instance': string }
    const control = () => cloud.controls[0].address
    const ask = async (to: string, tries: Parameters<TestCloud['sendByWire']>[3], credentials = stolen) =>
      cloud.sendByWire('h3', credentials, to, tries)
    const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status)
    const membershipOf = async (name: string) =>
      JSON.parse(await readFile(join(cloud.host(name).dataDir, 'agent.json'), 'utf8'))

    beforeAll(async () => {
      const made = [...(await cloud.servers.create(['own'], 'h3')), ...(await cloud.servers.create(['theirs'], 'h2'))]
      ;[own, theirs] = made as [string, string]
      await cloud.servers.untilActive(made)
      stolen = join(cloud.world.folder, 'stolen.json')
      await copyFile(join(cloud.host('h3').dataDir, 'agent.json'), stolen)
      instance = { 'kilonova-instance': (await instanceOf('h3'))! }
    })

    test('nobody is heard beside the host that it is of', async () => {
      const lines = ['GET /control/desired-state?since=0', 'POST /control/renew', 'POST /control/reports/heartbeat']
      expect(
        statuses(
          await ask(
            control(),
            lines.map((line) => ({ line })),
          ),
        ),
      ).toEqual(lines.map(() => 409))
    })

    test('no image and no secret of another host is had, with what that host was really told', async () => {
      const { serverId, imageId, grant, sealedAdminPass, commandId } = await captureBuild(cloud, 'h2')
      const data = `/control/images/${imageId}/data`
      const tries = [
        { line: `GET ${data}`, headers: instance },
        ...[grant, 'made.up', `${grant.split('.')[0]}.${'A'.repeat(43)}`].flatMap((given) => {
          const headers = { 'x-grant': given, ...instance }
          return [
            { line: `GET ${data}`, headers },
            { line: `GET ${data}`, headers: { ...headers, range: 'bytes=1-' } },
            { line: `GET /control/images/${imageId}/upload`, headers },
            { line: `PUT ${data}?offset=0&size=1&disk_format=raw`, headers, body: 'x' },
          ]
        }),
      ]
      expect(statuses(await ask(control(), tries))).toEqual(tries.map(() => 403))
      const sealOf = async (name: string) => sealWith(Buffer.from((await membershipOf(name)).sealKey, 'base64'))
      const [mine, others] = [await sealOf('h3'), await sealOf('h2')]
      expect(() => mine.open(sealedAdminPass)).toThrow('unable to authenticate')
      const [asked] = await ask(cloud.host('h2').address, [{ line: `GET /agent/commands/${commandId}` }])
      expect(asked!.status).toBe(403)
      // Both are what they seem to be: whose they are can use them.
      expect(others.open(sealedAdminPass)).not.toBe('')
      const headers = { 'x-grant': grant, 'kilonova-instance': (await instanceOf('h2'))!, range: 'bytes=1048576-' }
      const credentials = join(cloud.host('h2').dataDir, 'agent.json')
      const [owner] = await cloud.sendByWire('h2', credentials, control(), [{ line: `GET ${data}`, headers }])
      expect(owner!.status).toBe(206)
      await cloud.servers.remove([serverId])
    })

    test('nothing is commanded, and no console is opened', async () => {
      const command = { contractVersion: 8, id: 'x', kind: 'guest-destroy', params: { serverId: theirs } }
      const lines = [
        { line: 'POST /agent/commands', body: command },
        { line: `POST /agent/consoles/serial/${theirs}` },
        { line: `POST /agent/consoles/vnc/${theirs}` },
        { line: 'GET /agent/instance' },
      ].map((each) => ({ ...each, headers: instance }))
      for (const to of [cloud.host('h2').address, control()])
        expect(statuses(await ask(to, lines))).toEqual(lines.map(() => 403))
      const within = lines.map((each) => ({ ...each, line: each.line.replace('/agent', '/hosts/h2') }))
      for (const { status } of await ask(control(), within)) expect([403, 503]).toContain(status)
      expect(await cloud.host('h2').virsh('domstate', theirs)).toContain('running')
    })

    test('only what that host has to know is told, and nothing is reported of others', async () => {
      const [state, ...others] = await ask(control(), [
        { line: 'GET /control/desired-state?since=0', headers: instance },
        { line: 'GET /control/desired-state?since=0&host=h2&hostName=h2', headers: { ...instance, host: 'h2' } },
        { line: 'GET /control/desired-state/h2', headers: instance },
        { line: 'POST /control/reports/power', headers: instance, body: { serverId: theirs, power: 'shutdown' } },
        { line: 'GET /identity/v3/users', headers: instance },
        { line: 'GET /compute/v2.1/servers', headers: instance },
      ])
      expect(state!.body).toContain(own)
      for (const { body } of [state!, ...others]) expect(body).not.toContain(theirs)
      await cloud.expectSound()
      expect((await cloud.servers.show(theirs)).status).toBe('ACTIVE')
    })

    test('no certificate is had in the name of another, whatever the request says of itself', async () => {
      const { identityId } = await membershipOf('h2')
      const { key, csr } = await forgedRequest({ hostName: 'h2', identityId })
      const [renewed] = await ask(control(), [{ line: 'POST /control/renew', headers: instance, body: { csr } }])
      const { certificate } = JSON.parse(renewed!.body)
      const own3 = await membershipOf('h3')
      expect(peerIn(new X509Certificate(certificate))).toMatchObject({ hostName: 'h3', identityId: own3.identityId })
      const forged = join(cloud.world.folder, 'forged.json')
      await writeFile(forged, JSON.stringify({ key, certificate, authority: own3.authority }))
      const headers = { 'kilonova-instance': (await instanceOf('h2'))! }
      const [asThem] = await ask(control(), [{ line: 'GET /control/desired-state?since=0', headers }], forged)
      expect(asThem!.status).toBe(409)
    })

    test('there is no way to the database, and nothing of the cloud stands in the folder of a host', async () => {
      const secrets = join(cloud.controls[0].dataDir, 'secrets')
      const texts = Object.fromEntries(
        await Promise.all(
          (await readdir(secrets)).map(async (name) => [name, (await readFile(join(secrets, name), 'utf8')).trim()]),
        ),
      )
      const { 'wire-authority-certificate': _public, ...secret } = texts
      expect(Object.keys(secret)).toEqual(expect.arrayContaining(['seal-key', 'cookie-key', 'wire-authority-key']))
      const sought = {
        ...secret,
        'seal key': Buffer.from(secret['seal-key'], 'base64'),
        'authority key': Buffer.from(secret['wire-authority-key'].replaceAll(/-----.*-----|\s/g, ''), 'base64'),
        'address of the database': 'postgresql://',
        'its variable': 'DATABASE_URL',
        'its folder': 'postgres/socket',
        'the first password': password,
      }
      for (const { dataDir } of cloud.world.hosts) expect(await foundInFolder(dataDir, sought)).toEqual([])
      // It would be found where it is.
      expect(await foundInFolder(secrets, sought)).toContain(`seal-key in ${join(secrets, 'seal-key')}`)
      const listening = await cloud.world.control.run('ss', '-Hltn')
      const open = [...listening.matchAll(/(?:10\.99\.0\.\d+|0\.0\.0\.0|\*|\[::\]):(\d+) /g)].map(([, found]) =>
        Number(found),
      )
      expect([...new Set(open)].toSorted()).toEqual([8774, 8790])
    })

    test('nothing is had any more once its host has left', async () => {
      await cloud.servers.remove([own, theirs])
      await cloud.servers.untilGone([own, theirs])
      await cloud.agent('h3').stop()
      expect(await cloud.agent('h3').type('leave')).toContain('Host h3 has left its cloud.')
      await cloud.untilHost('h3', 'gone')
      const forgotten = await ask(control(), [{ line: 'GET /control/desired-state?since=0' }])
      const answer = { status: 403, body: expect.stringContaining('has forgotten host h3') }
      expect(forgotten[0]).toMatchObject(answer)
    })
  })

  test('of two machines with one name and one folder the first is the host, and the other does nothing until the first is gone', async () => {
    const [id] = await cloud.servers.create(['mine'], 'h2')
    await cloud.servers.untilActive([id!])
    const folder = join(cloud.world.folder, 'copied-data')
    await mkdir(folder, { mode: 0o711 })
    const { address } = cloud.host('h3')
    const kept = JSON.parse(await readFile(join(cloud.host('h2').dataDir, 'agent.json'), 'utf8'))
    await writeFile(join(folder, 'agent.json'), JSON.stringify({ ...kept, address }), { mode: 0o600 })
    const copy = agentOf(cloud.host('h3'), folder)
    await copy.start()
    await expect.poll(() => copy.process().said(), { timeout: 30_000 }).toContain('Another agent of host h2 answers at')

    const more = await cloud.servers.create(['more-1', 'more-2'], 'h2')
    await cloud.servers.untilActive(more)
    const guests = await cloud.host('h3').virsh('list', '--all', '--uuid')
    for (const each of [id!, ...more]) expect(guests).not.toContain(each)
    await cloud.untilHost('h2', 'up')
    await cloud.expectSound()
    expect(await placeOf('h2')).toBe(cloud.host('h2').address)

    await copy.stop()
    await cloud.servers.remove([id!, ...more])
    await cloud.servers.untilGone([id!, ...more])
    await cloud.agent('h2').stop()
    await copy.start()
    await expect.poll(() => placeOf('h2'), { timeout: 30_000 }).toBe(address)
    await cloud.agent('h2').start()
    await expect
      .poll(() => cloud.agent('h2').process().said(), { timeout: 30_000 })
      .toContain('Another agent of host h2 answers at')
    expect(await placeOf('h2')).toBe(address)
    await copy.stop()
    await expect.poll(() => placeOf('h2'), { timeout: 30_000 }).toBe(cloud.host('h2').address)
    await cloud.untilHost('h2', 'up')
  })
})

const rowOf = (name: string) =>
  cloud.read((db) =>
    db.selectFrom('compute.host_identity').selectAll().where('host_name', '=', name).executeTakeFirstOrThrow(),
  )
const placeOf = async (name: string) => (await rowOf(name)).address
const instanceOf = async (name: string) => (await rowOf(name)).instance
