import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildGuestImage, type GuestImage } from '#services/image/guest-image/build-guest-image'

const run = promisify(execFile)
const cacheFolder = process.env['KILONOVA_TEST_CACHE'] ?? '/var/tmp/kilonova-test-cache'
const bootMs = 120_000

let image: GuestImage
let folder: string

beforeAll(async () => {
  image = await buildGuestImage({ workDir: join(cacheFolder, 'guest-image'), log: () => {} })
  folder = await mkdtemp(join(tmpdir(), 'kilonova-guest-'))
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')])
}, 180_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

test(
  'the guest image boots, takes its name and key from the config drive, lets ssh in, and heeds the power button',
  { timeout: 3 * bootMs },
  async () => {
    await using guest = await bootGuest('web-1')
    await guest.prints(/kilonova-guest: address 10\.0\.2\.15 on eth0/)
    await guest.prints(/kilonova-guest: host name web-1/)
    await guest.prints(/kilonova-guest: 1 ssh key for root/)
    await guest.prints(/kilonova-guest: ready after [\d.]+ s/)
    await guest.prints(/user data ran as root on web-1/)
    await guest.prints(/kilonova-guest: user data ended with 0/)
    expect(await guest.ssh('root', 'hostname; cat /sys/class/net/eth0/mtu')).toBe('web-1\n1500\n')
    expect(await guest.ssh('kilonova', 'id -un')).toBe('kilonova\n')
    await expect(guest.sshWithoutKey()).rejects.toThrow('Permission denied')
    await hasAKeyForEveryClient(guest)
    await hasWhatScriptsCall(guest)
    expect(await guest.ssh('root', 'cat /etc/motd /srv/app/config.ini')).toBe('Welcome.\n[app]\n')

    await signsInAndRebootsAtItsConsole(guest)

    await guest.pressPowerButton()
    await guest.prints(/kilonova-guest: shutting down/)
    expect(await guest.exit).toEqual([0, null])
  },
)

/** Clients differ in which kind of host key they ask for first, and give up where the server has none of it. */
async function hasAKeyForEveryClient(guest: Guest) {
  // As Go's client asks, which Packer and Terraform are made with.
  const likeGo = 'ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256,ssh-rsa,ssh-ed25519'
  for (const algorithms of [likeGo, 'ssh-ed25519', 'ecdsa-sha2-nistp256'])
    expect(await guest.ssh('root', 'hostname', `HostKeyAlgorithms=${algorithms}`)).toBe('web-1\n')
  const withRsaOnly = () => guest.ssh('root', 'hostname', 'HostKeyAlgorithms=rsa-sha2-256').catch(String)
  await expect.poll(withRsaOnly, { timeout: 60_000, interval: 500 }).toBe('web-1\n')
}

async function hasWhatScriptsCall(guest: Guest) {
  const server = createHttpServer((_, response) => response.end('fetched')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // QEMU's own network leads this address to the loopback of this machine.
  expect(await guest.ssh('root', `curl -sS http://10.0.2.2:${portOf(server)}/`)).toBe('fetched')
  server.close()
  expect(await guest.ssh('root', 'grep -c BEGIN /boot/tools/ca-certificates.crt')).toMatch(/^\d{2,}\n$/)
  expect(await guest.ssh('root', 'blkid -L config-2')).toBe('/dev/sr0\n')
  expect(await guest.ssh('root', `sudo -E GREETING=hi sh -c 'echo "$GREETING  there"'`)).toBe('hi  there\n')
  expect(await guest.ssh('root', `sudo -u kilonova -- printf '%s,' "$(id -un)" "a  b" "it's"`)).toBe("root,a  b,it's,")
  expect(await guest.ssh('root', 'sudo -u kilonova id -un')).toBe('kilonova\n')
  await expect(guest.ssh('kilonova', 'sudo id')).rejects.toThrow('sign in as root')
}

type Guest = Awaited<ReturnType<typeof bootGuest>>

/** Root signs in on the console with the admin password; over the reboot the guest keeps its host keys and its done flag. */
async function signsInAndRebootsAtItsConsole(guest: Guest) {
  await guest.prints(/login: $/)
  guest.type('root\n')
  await guest.prints(/Password: $/)
  guest.type('open sesame\n')
  await guest.prints(/root@web-1:.*$/)
  const before = await guest.hostKeys()
  expect(before.map((line) => line.split(' ')[1])).toEqual(['ecdsa-sha2-nistp256', 'ssh-ed25519', 'ssh-rsa'])
  guest.forgetOutput()
  guest.type('reboot\n')
  await guest.prints(/kilonova-guest: ready after/)
  expect(await guest.hostKeys()).toEqual(before)
  expect(await guest.ssh('root', 'ls /boot/state/*/user-data-done | wc -l')).toBe('1\n')
  expect(guest.output()).not.toContain('user data ran')
}

test(
  'a guest without a config drive calls the metadata service, and calls again where that is late',
  { timeout: 2 * bootMs },
  async () => {
    const metadata = await metadataOf('late-1')
    let calls = 0
    const service = createHttpServer((request, response) => {
      if (request.url !== '/openstack/latest/meta_data.json') response.writeHead(404).end()
      else if (++calls < 2) response.writeHead(503).end()
      else response.end(metadata)
    }).listen(0, '127.0.0.1')
    await once(service, 'listening')
    try {
      await using guest = await bootGuest('late-1', portOf(service))
      await guest.prints(/kilonova-guest: no config drive and no metadata service yet: looking on/)
      await guest.prints(/kilonova-guest: host name late-1/)
      await guest.prints(/kilonova-guest: 1 ssh key for kilonova/)
      await guest.prints(/kilonova-guest: ready after/)
      expect(await guest.ssh('root', 'hostname')).toBe('late-1\n')
    } finally {
      service.close()
    }
  },
)

async function bootGuest(name: string, metadataPort?: number) {
  const disk = join(folder, `${name}.img`)
  await copyFile(image.diskPath, disk)
  const port = await freePort()
  const monitorPath = join(folder, `${name}.qmp`)
  const machine = '-machine pc -accel tcg -m 256 -nodefaults -display none -vga std -serial stdio'
  const disks = `-drive file=${disk},if=virtio,format=raw`
  const configDrive =
    metadataPort === undefined
      ? `-drive file=${await makeConfigDrive(name)},media=cdrom,if=ide,format=raw,readonly=on`
      : ''
  const card = '-device virtio-net-pci,netdev=net'
  const monitor = `-qmp unix:${monitorPath},server=on,wait=off`
  const args = [machine, disks, configDrive, card, monitor].join(' ').split(/ +/)
  const metadata = metadataPort === undefined ? '' : metadataServiceAt(metadataPort)
  const network = ['-netdev', `user,id=net,hostfwd=tcp:127.0.0.1:${port}-:22${metadata}`]
  const qemu = spawn('qemu-system-x86_64', [...network, ...args])
  const exit = once(qemu, 'exit')
  const serial = followOutput(qemu)
  const sshOptions = [
    '-p',
    String(port),
    '-o',
    'StrictHostKeyChecking=no',
    '-o',
    'UserKnownHostsFile=/dev/null',
    '-o',
    'BatchMode=yes',
    '-o',
    'LogLevel=ERROR',
  ]
  return {
    ...serial,
    exit,
    type: (text: string) => qemu.stdin.write(text),
    ssh: async (user: string, command: string, ...options: string[]) =>
      (
        await run('ssh', [
          ...sshOptions,
          ...options.flatMap((option) => ['-o', option]),
          '-o',
          'IdentitiesOnly=yes',
          '-i',
          join(folder, 'key'),
          `${user}@127.0.0.1`,
          command,
        ])
      ).stdout,
    sshWithoutKey: () =>
      run('ssh', [...sshOptions, '-o', 'IdentityFile=none', '-o', 'IdentityAgent=none', 'root@127.0.0.1', 'true']),
    hostKeys: async () => {
      const { stdout } = await run('ssh-keyscan', ['-p', String(port), '-t', 'ecdsa,ed25519,rsa', '127.0.0.1'])
      return stdout.trim().split('\n').toSorted(byKind)
    },
    pressPowerButton: () => sendToMonitor(monitorPath, 'system_powerdown'),
    [Symbol.asyncDispose]: async () => {
      if (qemu.exitCode === null) qemu.kill('SIGKILL')
      await exit
    },
  }
}

const byKind = (a: string, b: string) => (a.split(' ')[1]! < b.split(' ')[1]! ? -1 : 1)

// QEMU forwards only addresses of its own network, so that network has to be the one the service's address is in.
const metadataServiceAt = (port: number) =>
  `,net=169.254.0.0/16,guestfwd=tcp:169.254.169.254:80-cmd:busybox nc 127.0.0.1 ${port}`

/** Collects what the guest writes on its serial line, and waits for what a test wants to see there. */
function followOutput(qemu: ChildProcess) {
  let text = ''
  const heard = new EventTarget()
  const add = (chunk: Buffer) => {
    text += chunk.toString('latin1').replaceAll('\r', '')
    heard.dispatchEvent(new Event('more'))
  }
  qemu.stdout?.on('data', add)
  qemu.stderr?.on('data', add)
  return {
    output: () => text,
    forgetOutput: () => {
      text = ''
    },
    prints: (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (pattern.test(text)) finish(resolve)
        }
        const late = setTimeout(
          () => finish(() => reject(new Error(`The guest never printed ${pattern}:\n${text}`))),
          bootMs,
        )
        const finish = (end: () => void) => {
          clearTimeout(late)
          heard.removeEventListener('more', look)
          end()
        }
        heard.addEventListener('more', look)
        look()
      }),
  }
}

async function makeConfigDrive(name: string): Promise<string> {
  const root = join(folder, `${name}-config`)
  const latest = join(root, 'openstack/latest')
  const content = join(root, 'openstack/content')
  for (const each of [latest, content]) await mkdir(each, { recursive: true })
  await writeFile(join(content, '0000'), 'Welcome.\n')
  await writeFile(join(content, '0001'), '[app]\n')
  await writeFile(join(latest, 'meta_data.json'), await metadataOf(name))
  await writeFile(join(latest, 'user_data'), '#!/bin/sh\necho "user data ran as $(id -un) on $(hostname)"\n')
  const drive = join(folder, `${name}.iso`)
  await run('genisoimage', ['-quiet', '-R', '-J', '-V', 'config-2', '-o', drive, root])
  return drive
}

async function metadataOf(name: string): Promise<string> {
  const key = await readFile(join(folder, 'key.pub'), 'utf8')
  const hostname = `${name}.novalocal`
  return JSON.stringify({
    uuid: `00000000-${name}`,
    hostname,
    name,
    admin_pass: 'open sesame',
    public_keys: { mine: key },
    files: [
      { path: '/etc/motd', content_path: '/content/0000' },
      { path: '/srv/app/config.ini', content_path: '/content/0001' },
    ],
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  server.close()
  await once(server, 'close')
  return port
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  return address.port
}

async function sendToMonitor(path: string, command: string): Promise<void> {
  const socket: Socket = connect(path)
  const lines = createInterface({ input: socket })
  socket.write(`${JSON.stringify({ execute: 'qmp_capabilities' })}\n${JSON.stringify({ execute: command })}\n`)
  let answers = 0
  for await (const line of lines) if (line.includes('"return"') && ++answers === 2) break
  socket.destroy()
}
