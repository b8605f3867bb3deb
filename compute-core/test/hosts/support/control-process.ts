import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type CloudApi, cloudApi, password, send } from './cloud-api.ts'
import type { Room, RoomProcess } from './room.ts'

export const repository = join(import.meta.dirname, '../../../..')
export const testCache = process.env['KILONOVA_TEST_CACHE'] ?? '/var/tmp/kilonova-test-cache'

/** A cloud's process in a room, as a user has it. */
export interface ControlProcess {
  dataDir: string
  api: CloudApi
  /** The same at an older microversion. */
  apiAt(version: string): CloudApi
  /** Where control listens for hosts. */
  address: string
  process(): RoomProcess
  /** Ends it alone, as the kernel would: its database runs on. */
  kill(): Promise<void>
  stop(): Promise<number | null>
  start(env?: Record<string, string>): Promise<void>
}

export interface ControlOptions {
  room: Room
  folder: string
  address: string
  settings: Readonly<Record<string, unknown>>
  env?: Readonly<Record<string, string>>
}

export const port = 8774

/** Starts one and waits until it is ready. */
export async function startControl({ room, folder, address, settings, env }: ControlOptions): Promise<ControlProcess> {
  const dataDir = join(folder, 'data')
  const door = join(folder, 'door')
  await mkdir(dataDir, { recursive: true, mode: 0o711 })
  await writeFile(join(dataDir, 'kilonova.json'), JSON.stringify(settings))
  const surroundings = {
    PATH: process.env['PATH']!,
    NODE_COMPILE_CACHE: join(testCache, 'compile-cache'),
    MALLOC_ARENA_MAX: '2',
    KILONOVA_DATA: dataDir,
    KILONOVA_PORT: String(port),
    KILONOVA_HOST: address,
    KILONOVA_ADMIN_PASSWORD: password,
    KILONOVA_GUEST_IMAGE_DIR: join(testCache, 'guest-image'),
    ...env,
  }
  const options = { env: surroundings, cwd: repository, log: join(folder, 'control.log') }
  const doorkeeper = [join(import.meta.dirname, 'door.ts'), door, address, String(port)]
  await room.start(process.execPath, doorkeeper, { ...options, log: join(folder, 'door.log') })
  let running: RoomProcess
  const control: ControlProcess = {
    dataDir,
    address,
    api: cloudApi(() => door),
    apiAt: (version) => cloudApi(() => door, 'demo', version),
    process: () => running,
    kill: async () => void (await running.end('SIGKILL')),
    stop: () => running.end(),
    async start(more = {}) {
      running = await room.start(process.execPath, ['bff/src/main.ts'], {
        ...options,
        env: { ...surroundings, ...more },
      })
      await untilReady(door, running)
    },
  }
  await control.start()
  return control
}

async function untilReady(door: string, running: RoomProcess): Promise<void> {
  let hasEnded = false
  void running.ended.then(() => (hasEnded = true))
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await pause(50)) {
    if (hasEnded) throw new Error(`The control process has ended:\n${running.said()}`)
    const health = await send(door, 'GET /healthz', {}).catch(() => undefined)
    if (health?.status === 200) return
  }
  throw new Error(`The control process was not ready after 120 s:\n${running.said()}`)
}
