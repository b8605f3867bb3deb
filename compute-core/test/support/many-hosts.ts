// Many fake hosts in one process: `node many-hosts.ts <file>`, which lists for each its name, its folder, and the token to join with.
import { readFile } from 'node:fs/promises'
import { type AgentProcess, join, runAgent } from '#main/agent-process'
import { loadConfig } from '#platform/config'
import { makeLog } from '#platform/log'

interface Joining {
  name: string
  dataDir: string
  url: string
  token: string
}

const hosts = JSON.parse(await readFile(process.argv[2]!, 'utf8')) as Joining[]
const log = makeLog('warn')
const agents: AgentProcess[] = []
for (const { name, dataDir, url, token } of hosts) {
  const config = loadConfig({ ...process.env, KILONOVA_DATA: dataDir })
  await join(config, { url, token, name, port: 0 })
  agents.push(await runAgent(config, { log, say: () => undefined }))
}
process.on('SIGTERM', () => {
  void Promise.all(agents.map((agent) => agent.close())).then(() => process.exit(0))
})
