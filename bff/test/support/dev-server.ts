import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { silentLog } from '@kilonova/compute-core/platform/log'
import { bffApp } from '../../src/app.ts'
import { frontDoor } from '../../src/front-door.ts'
import { listen } from '../../src/listen.ts'
import { password, startFakeDriverCloud } from './fake-driver-cloud.ts'
import { someServers, unusualServers } from './servers-to-look-at.ts'

// For working on pages: the dashboard over a cloud whose guests do not exist, with SERVERS plain servers and, with ODD=1,
// one in each unusual state. Everything is gone when it stops.
const running = await startFakeDriverCloud()
const { cloud, admin } = running
const dashboard = bffApp({
  cloud,
  webDist: fileURLToPath(new URL('../../../web/dist', import.meta.url)),
  cookieKey: randomBytes(32),
  log: silentLog,
})
const listener = await listen({ port: Number(process.env['PORT'] ?? 8790), host: '127.0.0.1' })
listener.serve(frontDoor(cloud, dashboard.app))
process.once('SIGINT', () => void stop())
process.once('SIGTERM', () => void stop())
process.stdout.write(`${listener.url}: sign in as admin or demo with the password ${password}\n`)
try {
  await someServers(admin, Number(process.env['SERVERS'] ?? 0))
  if (process.env['ODD']) await unusualServers(admin)
} catch (error) {
  console.error(error)
  await stop(1)
}

async function stop(code = 0) {
  await listener.close()
  await running[Symbol.asyncDispose]()
  process.exit(code)
}
