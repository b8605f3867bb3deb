import { chmod, chown, readFile, stat } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { unavailable } from '#platform/errors'
import { ProgramError, runProgram } from '#platform/run-program'

/** Whether libvirt's daemon ran already, had to be started, or is none of ours to start. */
export type DaemonStart = 'ran already' | 'started' | 'not root'

const libvirtSockets = ['/run/libvirt/libvirt-sock', '/run/libvirt/virtqemud-sock']
const logSocket = '/run/libvirt/virtlogd-sock'
const startMs = 15_000

/** Sees to it that `qemu:///system` answers. An ordinary user's own daemon is started by libvirt itself. */
export async function startDaemon(): Promise<DaemonStart> {
  if (process.getuid?.() !== 0) return 'not root'
  await openKvmToGuests()
  const ran = await anyAnswers(libvirtSockets)
  if (await exists('/run/systemd/system')) {
    if (!ran) await start('systemctl', ['start', 'libvirtd.service'])
  } else {
    // systemd starts virtlogd when somebody calls; elsewhere it may be missing beside a libvirtd that runs.
    if (!(await anyAnswers([logSocket]))) await start('virtlogd', ['-d'])
    if (!ran) await start('libvirtd', ['-d'])
  }
  await untilAnswers(libvirtSockets)
  return ran ? 'ran already' : 'started'
}

async function start(command: string, args: readonly string[]): Promise<void> {
  try {
    await runProgram(command, args, { leavesDaemon: true })
  } catch (cause) {
    if (!(cause instanceof ProgramError)) throw cause
    // Whoever started it at the same moment holds its pid file; the socket will tell.
    if (/pid ?file/i.test(cause.said)) return
    throw unavailable('libvirtd', `It did not start: ${cause.said || cause.message}`, cause)
  }
}

async function untilAnswers(sockets: readonly string[]): Promise<void> {
  const deadline = Date.now() + startMs
  while (!(await anyAnswers(sockets))) {
    if (Date.now() > deadline) throw unavailable('libvirtd', `It was started but did not answer within ${startMs} ms.`)
    await pause(50)
  }
}

async function anyAnswers(sockets: readonly string[]): Promise<boolean> {
  return (await Promise.all(sockets.map(answers))).includes(true)
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket)
    connection.once('error', () => resolve(false))
    connection.once('connect', () => {
      connection.destroy()
      resolve(true)
    })
  })
}

/**
 * Gives /dev/kvm the group and mode that udev gives it, where there is no udev. Besides KVM itself this is about speed: libvirtd
 * probes QEMU as root and asks whether QEMU's user may open the device; when the two disagree it takes its own cache for
 * stale and probes anew, four seconds at every call that defines, starts or describes anything. Root's own group (0660, as in a chroot
 * whose devices were made by hand) is as good as nobody's: QEMU's user is not in it.
 */
export async function openKvmToGuests(kvmDevice = '/dev/kvm'): Promise<void> {
  const device = await stat(kvmDevice).catch(() => undefined)
  const group = await groupId('kvm')
  if (device === undefined || group === undefined || device.gid !== 0 || (device.mode & 0o006) !== 0) return
  await chown(kvmDevice, device.uid, group)
  await chmod(kvmDevice, 0o660)
}

async function groupId(name: string): Promise<number | undefined> {
  const groups = await readFile('/etc/group', 'utf8').catch(() => '')
  const found = new RegExp(`^${name}:[^:]*:(\\d+):`, 'm').exec(groups)?.[1]
  return found === undefined ? undefined : Number(found)
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )
