// Listens in a host's place, under its credentials, from the room that it runs in; prints what control tells it and does nothing of it:
// node record-commands.ts <file with credentials>
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { Hono } from 'hono'
import { silentLog } from '#platform/log'
import { listenForPeers } from '#platform/wire/h2-listener'

const membership = JSON.parse(await readFile(process.argv[2]!, 'utf8'))

const underWay = async () => {
  await pause(20_000)
  return Response.json({ state: 'running' })
}

const app = new Hono()
app.post('/agent/commands', async (c) => {
  const command = await c.req.json()
  console.log(JSON.stringify(command))
  return command.kind === 'disks-create' ? underWay() : c.json({ state: 'done', result: null })
})
app.get('/agent/commands/:id', underWay)

await listenForPeers({
  host: membership.address,
  port: membership.port,
  credentials: membership,
  app: app as never,
  log: silentLog,
})
console.log('"listens"')
