import './thread-pool.ts'
import { parseArgs } from 'node:util'
import { join, leave, runAgent } from '@kilonova/compute-core/main/agent-process'
import { type Config, loadConfig } from '@kilonova/compute-core/platform/config'
import { giveBackMemory } from '@kilonova/compute-core/platform/give-back-memory'
import { type Log, makeLog } from '@kilonova/compute-core/platform/log'
import { endSignals } from './end-signals.ts'
import { sentence } from './sentence.ts'

const usage =
  'Type npm run agent, npm run agent -- leave, or npm run agent -- join https://<control>:8790 --token <token> [--name <name>] [--address <address>] [--port <port>] [--force].'

/** Has this machine join, leave, or work as a host. What fails prints one sentence that says how to fix it, and exits with code 1. */
async function main() {
  const config = loadConfig(process.env)
  const [command, ...rest] = process.argv.slice(2)
  if (command === 'leave' && rest.length === 0) return console.log(await leave(config))
  if (command === 'join') console.log(await join(config, joinOptions(rest)))
  else if (command !== undefined) throw new Error(usage)
  await run(config, makeLog(config.log_level))
}

function joinOptions(args: readonly string[]) {
  const text = { type: 'string' } as const
  const options = { token: text, name: text, address: text, port: text, force: { type: 'boolean' } as const }
  const { values, positionals } = readArgs(() => parseArgs({ args: [...args], options, allowPositionals: true }))
  const [url] = positionals
  const port = values.port === undefined ? undefined : Number(values.port)
  if (url === undefined || positionals.length > 1) throw new Error(usage)
  if (!values.token) throw new Error(`The token is missing. ${usage}`)
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new Error(`${values.port} is not a port number: give --port a number from 1024 to 65535.`)
  const { token, name, address, force } = values
  return { url, token, name, address, port, force }
}

function readArgs<T>(parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    throw new Error(usage, { cause })
  }
}

/** Runs the agent until somebody ends it, or until the cloud does not know this host any more. */
async function run(config: Config, log: Log): Promise<void> {
  const signals = endSignals({ log })
  const { starting: signal } = signals
  const agent = await runAgent(config, { log, signal, say: (line) => console.log(line) }).catch((error: unknown) => {
    if (signal.aborted) process.exit()
    throw error
  })
  signals.started([agent])
  giveBackMemory()
  void agent.forgotten.then((said) => {
    console.error(said)
    return signals.end(1)
  })
}

main().catch((error: unknown) => {
  console.error(`The agent cannot ${process.argv[2] ?? 'start'}: ${sentence(error)}`)
  if (process.env['KILONOVA_LOG_LEVEL'] === 'debug') console.error(error)
  process.exit(1)
})
