import { chown } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { aDisksFolder, runScenario } from './qemu-testbed.ts'

test(
  'without a system daemon a guest runs on a user-mode network, and the driver outlives a libvirtd that is killed',
  { timeout: 90_000 },
  async () => {
    const folder = await aDisksFolder()
    try {
      if (isRoot) await chown(folder.path, nobody, nobody)
      const printed = await runScenario('outlive-libvirtd', [folder.path], asNobodyIn(folder.path))
      const reports = printed
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as [string, unknown])
      expect(Object.fromEntries(reports)).toMatchObject({
        'power after spawn': 'running',
        'power after libvirtd was killed': 'running',
        'another libvirtd runs': true,
        'disks measured after libvirtd was killed': 1,
        'event after libvirtd was killed': 'shutdown',
      })
      expect(reports.at(-1)).toEqual(['power after destroy', null])
    } finally {
      await folder.remove()
    }
  },
)

const nobody = 65_534
const isRoot = process.getuid?.() === 0

/** Root's libvirtd is the system's; only an ordinary user has one of a session. */
const asNobodyIn = (home: string) => ({
  ...(isRoot ? { uid: nobody, gid: nobody } : {}),
  env: {
    ...process.env,
    HOME: home,
    XDG_RUNTIME_DIR: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    XDG_CACHE_HOME: home,
  },
})
