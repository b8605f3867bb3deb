import './thread-pool.ts'
import { join } from 'node:path'
import { createCloud, type Cloud } from '@kilonova/compute-core/main/all-in-one'
import { loadConfig } from '@kilonova/compute-core/platform/config'
import { CloudError } from '@kilonova/compute-core/platform/errors'
import { type Log, makeLog } from '@kilonova/compute-core/platform/log'
import { bffApp } from './app.ts'
import { announce } from './announce.ts'
import { type Answers, frontDoor } from './front-door.ts'
import { listen, type Listener } from './listen.ts'

/** Starts the cloud in this process; a start that cannot succeed ends in one sentence with its cure and exit code 1. */
async function main() {
  const config = loadConfig(process.env)
  const log = makeLog(config.log_level)
  // The port comes first: where it is taken, nothing else is begun.
  const listener = await listen(config)
  let cloud: Cloud
  try {
    cloud = await createCloud(config, { log, say: console.log })
  } catch (error) {
    await listener.close()
    throw error
  }
  listener.serve(appOver(cloud, log))
  endCleanly(cloud, listener, log)
  announce({ config, url: listener.url, firstSignIn: cloud.firstSignIn })
}

function appOver(cloud: Cloud, log: Log): Answers {
  const dashboard = bffApp({
    cloud: { ...cloud, fetch: (request) => cloud.api.fetch(request) },
    webDist: join(import.meta.dirname, '../../web/dist'),
    cookieKey: cloud.cookieKey,
    log,
  })
  return frontDoor(cloud.api, dashboard.app)
}

/** SIGTERM and Ctrl-C end the process and leave the guests running; a second Ctrl-C does not wait. */
function endCleanly(cloud: Cloud, listener: Listener, log: Log) {
  let ending = false
  const end = async () => {
    // npm and its launcher may both pass one SIGTERM on: the second is no new wish.
    if (ending) return
    ending = true
    console.log('Ending. The servers run on.')
    try {
      await listener.close()
      await cloud.close()
    } catch (error) {
      log.error({ err: error }, 'Could not end cleanly')
      process.exitCode = 1
    }
    process.exit()
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', () => (ending ? process.exit(130) : void end()))
}

/** What a person is told of a start that failed: our own sentence, or what the system said of a full disk or a forbidden folder. */
function sentence(error: unknown): string {
  if (error instanceof CloudError) return error.message
  const { code, message, path } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC')
    return `The disk is full (${path ?? message}). Free some space, or set KILONOVA_DATA to a folder on another disk.`
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `${path ?? message} may not be written by this user. Set KILONOVA_DATA to a folder that may be, or start as root.`
  return message
}

main().catch((error: unknown) => {
  console.error(`Kilonova cannot start: ${sentence(error)}`)
  if (process.env['KILONOVA_LOG_LEVEL'] === 'debug') console.error(error)
  process.exit(1)
})
