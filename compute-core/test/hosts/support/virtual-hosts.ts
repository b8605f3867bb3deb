import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFile, chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openRoom, type Room } from './room.ts'

/** A host with a libvirt of its own, on a cable of its own to the control. */
export interface VirtualHost {
  name: string
  address: string
  /** Of its agent. */
  dataDir: string
  /** Where it is at this moment: another one after each boot. */
  room(): Room
  isOn(): boolean
  virsh(...args: string[]): Promise<string>
  /** Pulls its cable to the control, and puts it back. */
  unplug(): Promise<void>
  plug(): Promise<void>
  /** Ends libvirtd alone, as the kernel would: guests run on. */
  killLibvirtd(): Promise<void>
  startLibvirtd(): Promise<void>
  /** All that runs there ends at once, guests too; disks stay. */
  cutPower(): Promise<void>
  /** Another start of the machine: libvirt runs, the agent does not yet. */
  boot(): Promise<void>
}

/** A room for what controls, and hosts around it. */
export interface VirtualWorld {
  folder: string
  control: Room
  /** Where control processes may listen: the hosts reach both. */
  controlAddresses: readonly [string, string]
  hosts: readonly VirtualHost[]
  close(): Promise<void>
}

const parent = '/var/tmp'
const prefix = 'kilonova-hosts-'
const network = '10.99.0'
const controlAddresses = [`${network}.251`, `${network}.252`] as const

/** Opens the rooms: nothing in them reaches beyond, and no address of theirs is on this machine. */
export async function openVirtualWorld(names: readonly string[]): Promise<VirtualWorld> {
  await removeLeftovers()
  const folder = await mkdtemp(join(parent, prefix))
  await chmod(folder, 0o711)
  await writeFile(join(folder, 'pid'), String(process.pid))
  const control = await openRoom(
    'control',
    ['ip link add wire type bridge', ...controlAddresses.map((it) => `ip addr add ${it}/24 dev wire`)]
      .concat('ip link set wire up')
      .join('\n'),
  )
  const hosts = await Promise.all(
    names.map((name, index) => openHost(control, join(folder, name), name, `${network}.${index + 1}`)),
  )
  return {
    folder,
    control,
    controlAddresses,
    hosts,
    async close() {
      for (const host of hosts) await host.cutPower()
      await control.cut()
      // With what each process has said.
      if (process.env['KILONOVA_KEEP_HOSTS'] === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

async function openHost(control: Room, folder: string, name: string, address: string): Promise<VirtualHost> {
  const dataDir = join(folder, 'data')
  await layOut(folder, dataDir)
  let room: Room
  let isOn = false
  const host: VirtualHost = {
    name,
    address,
    dataDir,
    room: () => room,
    isOn: () => isOn,
    virsh: (...args) => room.run('virsh', '-q', '-c', 'qemu:///system', ...args),
    unplug: async () => void (await control.run('ip', 'link', 'set', name, 'down')),
    plug: async () => void (await control.run('ip', 'link', 'set', name, 'up')),
    killLibvirtd: async () => void (await room.run('sh', '-c', 'kill -9 $(cat /run/libvirtd.pid)')),
    startLibvirtd: async () => void (await room.run('libvirtd', '-d', '-p', '/run/libvirtd.pid')),
    cutPower() {
      isOn = false
      return room.cut()
    },
    async boot() {
      await writeFile(join(folder, 'boot-id'), `${randomUUID()}\n`)
      room = await openRoom(name, machine(folder))
      await control.run('ip', 'link', 'del', name).catch(() => undefined) // that of the boot before goes only after a while
      await layCable(control, room, name)
      await room.run('sh', '-c', `ip addr add ${address}/24 dev wire && ip link set wire up`)
      await room.run('virtlogd', '-d')
      await host.startLibvirtd()
      isOn = true
    },
  }
  await host.boot()
  return host
}

/** A cable from the control's switch to the host. Its other end is named by a process, which only this machine's own count knows. */
async function layCable(control: Room, room: Room, name: string): Promise<void> {
  const inControl = (...args: string[]) =>
    promisify(execFile)('nsenter', ['--target', String(control.pid), '--net', 'ip', 'link', ...args])
  await inControl('add', name, 'type', 'veth', 'peer', 'name', 'wire', 'netns', String(room.pid))
  await inControl('set', name, 'master', 'wire', 'up')
}

/** What a host keeps over its boots. */
async function layOut(folder: string, dataDir: string): Promise<void> {
  for (const part of ['lib', 'log', 'cache']) await mkdir(join(folder, part), { recursive: true, mode: 0o755 })
  await mkdir(dataDir, { mode: 0o711 })
  await chmod(folder, 0o711)
  await cp('/etc/libvirt', join(folder, 'etc'), { recursive: true })
  // This machine's own guests and networks stay its own.
  await rm(join(folder, 'etc/qemu'), { recursive: true, force: true })
  // Two hosts under one id are one host to libvirt.
  await appendFile(join(folder, 'etc/libvirtd.conf'), `\nhost_uuid = "${randomUUID()}"\n`)
  await writeFile(join(folder, 'machine-id'), `${randomUUID().replaceAll('-', '')}\n`)
}

/** What makes a room a host: its own libvirt, and a boot with an id of its own. */
const machine = (folder: string) => `
mkdir -p /run/libvirt
for part in lib log cache; do mount --bind ${folder}/$part /var/$part/libvirt; done
mount --bind ${folder}/etc /etc/libvirt
touch /etc/machine-id
mount --bind ${folder}/machine-id /etc/machine-id
mount --bind ${folder}/boot-id /proc/sys/kernel/random/boot_id`

/** What test runs have left that did not come to their end. Their rooms went with them. */
async function removeLeftovers(): Promise<void> {
  for (const name of (await readdir(parent)).filter((each) => each.startsWith(prefix))) {
    const pid = Number(await readFile(join(parent, name, 'pid'), 'utf8').catch(() => ''))
    if (!isAlive(pid)) await rm(join(parent, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}
