import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Refusal, say } from './refusal.mjs'
import { runQuietly } from './run-quietly.mjs'

const systemFolders = [
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/opt/homebrew/bin',
]
const libraryFolders = [
  '/usr/lib', '/usr/lib64', '/lib', '/lib64', '/usr/local/lib', '/opt/homebrew/lib',
  '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu',
] // prettier-ignore

/** This machine, as far as installing packages goes. */
export const thisMachine = () => ({
  platform: process.platform,
  path: process.env.PATH ?? '',
  exists: existsSync,
  osRelease: readOsRelease(),
  isRoot: process.getuid?.() === 0,
  // -n: a sudo that would ask for a password counts as none, since there may be nobody to type it.
  canSudo: () => spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0,
})

/** The needs that `machine` does not meet. */
export function missingNeeds(needs, machine) {
  return needs.filter((need) => !(need.linuxOnly && machine.platform !== 'linux') && !isMet(need, machine))
}

/**
 * Installs what of `needs` is missing, or refuses with the command to type; what is optional is no reason to refuse.
 * A machine with all of it costs a few look-ups.
 */
export async function ensurePackages(needs, machine = thisMachine()) {
  const missing = missingNeeds(needs, machine)
  if (missing.length === 0) return
  const packages = packagesFor(missing, 'apt')
  const prefix = mayInstall(machine)
  const must = missing.filter((need) => !need.optional)
  if (prefix === undefined && must.length === 0) return
  if (prefix === undefined) throw new Refusal(whatToType(must, machine))
  say(`Installing ${packages.join(' ')} …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const cure = `The system's packages could not be installed. Type this and read what it answers:\n  ${commandFor('apt', missing)}`
  const apt = [...prefix, 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120']
  await runQuietly('apt-update', [...apt, 'update'], { env, cure })
  await runQuietly('apt-install', [...apt, 'install', '-y', '--no-install-recommends', ...packages], { env, cure })
  const still = missingNeeds(missing, machine)
  if (still.length > 0)
    throw new Refusal(
      `apt-get installed ${packagesFor(still, 'apt').join(' ')}, but ${describe(still)} did not appear: look into /etc/apt.`,
    )
}

/** What stands before apt-get here: nothing as root, sudo where it asks nothing, undefined where we may not install. */
export function mayInstall(machine) {
  if (!isDebianLike(machine.osRelease)) return undefined
  if (machine.isRoot) return []
  // sudo drops our environment, so what apt must know is said behind it.
  return machine.canSudo() ? ['sudo', '-n', 'env', 'DEBIAN_FRONTEND=noninteractive'] : undefined
}

/** The sentence for somebody who has to install by hand, with the exact command for each package manager. */
export function whatToType(missing, machine) {
  const why = isDebianLike(machine.osRelease)
    ? 'This user may not install packages (not root, and sudo would ask for a password).'
    : 'This system is neither Debian nor Ubuntu, so nothing is installed unasked.'
  const commands = ['apt', 'dnf', 'pacman', 'brew'].map(
    (manager) => `  ${manager.padEnd(7)} ${commandFor(manager, missing)}`,
  )
  return [
    `Kilonova needs ${describe(missing)}. ${why}`,
    'Type the line for your package manager, then start again:',
    ...commands,
  ].join('\n')
}

const installs = {
  apt: 'sudo apt-get update && sudo apt-get install -y --no-install-recommends',
  dnf: 'sudo dnf install -y',
  pacman: 'sudo pacman -S --needed --noconfirm',
  brew: 'brew install',
}

/** The exact command that brings what is missing, for one package manager. */
export function commandFor(manager, missing) {
  const packages = packagesFor(missing, manager)
  if (packages.length === 0)
    return '(it has no package for this: use another machine, or KILONOVA_DRIVER=fake to look around)'
  return `${installs[manager]} ${packages.join(' ')}`
}

const packagesFor = (needs, manager) => [...new Set(needs.flatMap((need) => need[manager] ?? []))]

const describe = (needs) => needs.map((need) => (need.programs ?? need.libraries ?? need.files)[0]).join(', ')

function isMet(need, machine) {
  if (need.files) return need.files.some((file) => machine.exists(file))
  if (need.libraries)
    return need.libraries.some((name) => libraryFolders.some((folder) => machine.exists(join(folder, name))))
  const has = (program) => hasProgram(program, machine)
  return need.all ? need.programs.every(has) : need.programs.some(has)
}

function hasProgram(program, machine) {
  if (program.startsWith('/')) return machine.exists(program)
  // An ordinary user's PATH lacks sbin, where the daemons are.
  return [...machine.path.split(delimiter), ...systemFolders].some(
    (folder) => folder !== '' && machine.exists(join(folder, program)),
  )
}

const isDebianLike = (osRelease) => /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(osRelease)

function readOsRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8')
  } catch {
    return ''
  }
}
