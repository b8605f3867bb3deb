import { execFile, type ExecFileOptions } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { GuestSpec } from '#driver/compute-driver'
import { aGuestSpec } from '#driver/fake/a-guest-spec'

/** Runs a program and gives back what it printed. */
export const run = async (command: string, ...args: string[]): Promise<string> =>
  (await promisify(execFile)(command, args)).stdout

/** A folder for disks and logs of guests that QEMU's own user can enter, and the way to be rid of it. */
export async function aDisksFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'kilonova-qemu-'))
  await chmod(path, 0o711)
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** A guest with an empty disk: SeaBIOS finds nothing to boot and stays there, deaf to the power button. */
export async function anEmptyGuest(folder: string, what: Partial<GuestSpec> = {}): Promise<GuestSpec> {
  const guest = aGuestSpec()
  const source = join(folder, `${guest.serverId}.qcow2`)
  await run('qemu-img', 'create', '-q', '-f', 'qcow2', source, '16M')
  return {
    ...guest,
    disks: [{ source, format: 'qcow2', device: 'disk', bootOrder: 1 }],
    consoleLogPath: join(folder, `${guest.serverId}.log`),
    ...what,
  }
}

/** Runs a script of `scenarios/` in a Node process of its own, which must end by itself; gives back what it printed. */
export async function runScenario(name: string, args: string[], options: ExecFileOptions = {}): Promise<string> {
  const script = join(import.meta.dirname, 'scenarios', `${name}.ts`)
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { timeout: 60_000, ...options })
  return String(stdout)
}
