import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { repository } from './control-process.ts'
import type { TestCloud } from './test-cloud.ts'

/** How a host is told to make the disks of a new server: with a grant for its image, and its password under the host's seal. */
export interface CapturedBuild {
  serverId: string
  commandId: string
  imageId: string
  grant: string
  sealedAdminPass: string
}

/** Has a server be built on the host, and what control sends for it be read by who stands in for the agent; then the agent goes on with it. */
export async function captureBuild(cloud: TestCloud, hostName: string): Promise<CapturedBuild> {
  const host = cloud.host(hostName)
  await cloud.agent(hostName).stop()
  const script = [join(import.meta.dirname, 'record-commands.ts'), join(host.dataDir, 'agent.json')]
  const log = join(host.dataDir, '../recorded.log')
  const recorder = await host
    .room()
    .start(process.execPath, script, { cwd: repository, env: process.env as never, log })
  // Without a network its disks are the first that the host hears of it.
  const [serverId] = await cloud.servers.create(['captured'], hostName, { networks: 'none', config_drive: true })
  const command = await recorded(() => recorder.said())
  await recorder.end()
  await cloud.agent(hostName).start()
  await cloud.servers.untilActive([serverId!])
  const { id: commandId, params } = command
  const { image, sealedAdminPass } = params
  return { serverId: serverId!, commandId, imageId: image.id, grant: image.grant, sealedAdminPass }
}

interface DisksCreate {
  kind: string
  id: string
  params: { image: { id: string; grant: string }; sealedAdminPass: string }
}

async function recorded(said: () => string): Promise<DisksCreate> {
  for (const deadline = Date.now() + 30_000; ; await pause(50)) {
    const found = said()
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as DisksCreate)
      .find(({ kind }) => kind === 'disks-create')
    if (found) return found
    if (Date.now() > deadline) throw new Error(`The host was not told to make disks: ${said()}`)
  }
}
