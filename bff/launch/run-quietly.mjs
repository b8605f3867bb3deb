import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { root, toolsFolder } from './places.mjs'
import { Refusal } from './refusal.mjs'

/** Runs a command with its output in a log; where it fails, the refusal says `cure`, shows the lines that say why, and where all of them are. */
export async function runQuietly(name, command, { env = process.env, cure }) {
  const logPath = join(toolsFolder, 'logs', `${name}.log`)
  mkdirSync(join(toolsFolder, 'logs'), { recursive: true })
  const failed = await runInto(logPath, command, withoutPasswords(env))
  if (!failed) return
  const lines = tellingLines(readFileSync(logPath, 'utf8')).map((line) => `  ${line}`)
  throw new Refusal(`${cure}\n${failed}. Of its output, all of which is in ${logPath}:\n${lines.join('\n')}`)
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

const mostLines = 40
const lastLines = 12
/** What follows the word that something is wrong: where it is, and what stands there. */
const context = 6

/**
 * The lines of a command's output that say why it failed: those with errors and what follows each, and the last ones. Tools put what
 * matters in front of stack traces, and of what the tools around them say.
 */
export function tellingLines(output) {
  const lines = output
    .replaceAll(controls, '')
    .split(/\r?\n|\r/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^\s+at /.test(line))
  const told = new Set()
  lines.forEach((line, at) => {
    if (saysError.test(line)) for (let next = at; next <= at + context; next++) told.add(next)
  })
  const end = lines.length - lastLines
  const chosen = [...told].filter((at) => at < end).slice(0, mostLines - lastLines)
  const shown = [...chosen, ...lines.map((_, at) => at).filter((at) => at >= end)]
  return shown.flatMap((at, nth) => (at > (shown[nth - 1] ?? -1) + 1 ? ['…', lines[at]] : [lines[at]]))
}

const saysError =
  /\berror\b|\bERR[_!]|^E: |\bfailed\b|\bcould not\b|\bcannot\b|\b(ENOSPC|ENOTFOUND|EACCES)\b|^\s*[✘✗×] /i
// oxlint-disable-next-line no-control-regex -- colours are made of control characters
const controls = /\u001b\[[0-9;?]*[A-Za-z]/g
