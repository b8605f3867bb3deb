import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { root, toolsFolder } from './places.mjs'
import { Refusal } from './refusal.mjs'

/** Runs a command with its output in a log; where it fails, the refusal says `cure` and shows the log's last lines. */
export async function runQuietly(name, command, { env = process.env, cure }) {
  const logPath = join(toolsFolder, 'logs', `${name}.log`)
  mkdirSync(join(toolsFolder, 'logs'), { recursive: true })
  const failed = await runInto(logPath, command, withoutPasswords(env))
  if (failed) throw new Refusal(`${cure}\n${failed}. The end of ${logPath}:\n${lastLines(logPath, 12)}`)
}

/** Whoever brings packages has no need of our passwords. */
const withoutPasswords = (env) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(KILONOVA_ADMIN_PASSWORD|DATABASE_URL)$/.test(name)))

// A registry that accepts and then never answers must not hold us here for ever.
const limitMs = 15 * 60_000

async function runInto(logPath, [program, ...args], env) {
  const log = createWriteStream(logPath)
  await once(log, 'open')
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', log, log], timeout: limitMs })
  const outcome = await new Promise((resolve) => {
    child.once('error', (error) => resolve(`${program} did not start: ${error.message}`))
    child.once('exit', (code, signal) => resolve(code === 0 ? undefined : `${program} ended with ${signal ?? code}`))
  })
  log.end()
  return outcome
}

const lastLines = (path, count) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(-count)
    .map((line) => `  ${line}`)
    .join('\n')
