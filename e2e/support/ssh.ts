import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CloudProcess } from './cloud-process.ts'

const run = promisify(execFile)
const enter = join(import.meta.dirname, '../../bff/launch/enter.mjs')

/**
 * Runs `command` in the guest over ssh with `keyFile`, from inside the cloud's own network: the host's route to that range may lead to the
 * network of another cloud that runs beside this one. The guest's own key is new each time and not remembered.
 */
export async function sshInto(cloud: CloudProcess, address: string, keyFile: string, command: string): Promise<string> {
  const options = [
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
    'ConnectTimeout=10',
    'BatchMode=yes',
  ]
  const words = [...options.flatMap((option) => ['-o', option]), '-i', keyFile, `root@${address}`, command]
  const { stdout } = await run(process.execPath, [enter, await networkOf(cloud), 'ssh', ...words], {
    env: { ...process.env, KILONOVA_DATA: cloud.dataDir },
  })
  return stdout.trim()
}

/** The one network with guests that the cloud has on this host. */
async function networkOf({ dataDir }: CloudProcess): Promise<string> {
  const folder = join(dataDir, 'networks')
  const [file, ...more] = (await readdir(folder)).filter((name) => /^network-\d+\.json$/.test(name))
  if (file === undefined || more.length > 0) throw new Error(`Not one network in ${folder}, but ${more.length + 1}.`)
  return (JSON.parse(await readFile(join(folder, file), 'utf8')) as { networkId: string }).networkId
}
