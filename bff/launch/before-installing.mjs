import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmdirSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { Refusal } from './refusal.mjs'

/** What `npm start --` can be followed by, each with a file. */
export const commands = ['backup', 'restore']

/** Refuses what is no command, before anything is installed for it. */
export function checkCommand([name, path, ...more]) {
  if (name === undefined) return
  if (commands.includes(name) && path !== undefined && more.length === 0) return
  const usage = commands.map((command) => `npm start -- ${command} <file>`).join(', ')
  throw new Refusal(`Type npm start, or one of: ${usage}.`)
}

/**
 * Refuses a data folder that cannot be used or a port that is taken in the first second, and not after minutes of installing. The cloud itself
 * checks again, with all of its settings.
 */
export async function checkPlace(env, { isRoot = process.getuid?.() === 0 } = {}) {
  const dataDir = resolve(dataFolder(env, isRoot))
  checkFolder(dataDir, isRoot)
  const file = readSettings(join(dataDir, 'kilonova.json'))
  await checkPort(Number(env.KILONOVA_PORT || (file.port ?? 8774)), env.KILONOVA_HOST || (file.host ?? '127.0.0.1'))
}

/** As compute-core/src/platform/config.ts has it. */
export const dataFolder = (env, isRoot) =>
  env.KILONOVA_DATA ||
  (isRoot ? '/var/lib/kilonova' : join(env.XDG_DATA_HOME || join(homedir(), '.local/share'), 'kilonova'))

function checkFolder(dataDir, isRoot) {
  const there = above(dataDir).find((path) => existsSync(path))
  const elsewhere = 'Set KILONOVA_DATA to a folder that this user may write, or start as root.'
  if (!statSync(there).isDirectory())
    throw new Refusal(`The data folder cannot be ${dataDir}: ${there} is a file. ${elsewhere}`)
  try {
    accessSync(there, constants.W_OK | constants.X_OK)
  } catch {
    throw new Refusal(`This user may not write to ${there}, where the data folder ${dataDir} is to be. ${elsewhere}`)
  }
  if (there !== dataDir) tryToMakeOne(there, `The data folder cannot be ${dataDir}`, elsewhere)
  if (!isRoot) return
  const closed = above(dirname(dataDir)).find((path) => existsSync(path) && (statSync(path).mode & 0o001) === 0)
  if (closed !== undefined)
    throw new Refusal(
      `The data folder cannot be ${dataDir}: the accounts of PostgreSQL and QEMU may not pass through ${closed}. Allow it with chmod o+x ${closed}, or set KILONOVA_DATA to another folder.`,
    )
}

/** What root may write to may be /proc, where no folder can be made: Node's own mkdir would try for ever. */
function tryToMakeOne(folder, what, elsewhere) {
  try {
    rmdirSync(mkdtempSync(join(folder, '.kilonova-')))
  } catch (error) {
    throw new Refusal(`${what}: no folder can be made in ${folder} (${error.code}). ${elsewhere}`)
  }
}

/** The folder and those above it, from the inside out. */
const above = (path) => (dirname(path) === path ? [path] : [path, ...above(dirname(path))])

function readSettings(file) {
  if (!existsSync(file)) return {}
  try {
    const settings = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof settings === 'object' && settings !== null) return settings
  } catch (error) {
    throw new Refusal(`${file} cannot be read: ${error.message}. Correct it, or move it away to run with the defaults.`)
  }
  return {}
}

function checkPort(port, host) {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Refusal(`Port ${port} is not a port number: set KILONOVA_PORT to a number from 1024 to 65535.`)
  return new Promise((resolved, refused) => {
    const server = createServer()
    server.once('error', (error) => refused(new Refusal(portSentence(error, port, host))))
    server.listen(port, host, () => server.close(() => resolved()))
  })
}

function portSentence({ code, message }, port, host) {
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is in use, perhaps by a Kilonova that runs already: stop that program, or set KILONOVA_PORT to a free port.`
  if (code === 'EACCES') return `This user may not use port ${port}: set KILONOVA_PORT to 1024 or higher.`
  return `Address ${host}:${port} cannot be listened on: ${message}. Set KILONOVA_HOST and KILONOVA_PORT.`
}
