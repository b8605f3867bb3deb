import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandHandlers } from '#agent/commands/command-handlers'
import { fakeDriver } from '#driver/fake/fake-driver'

// What an action costs in files, counted for `pause`: one that the API does nothing for but begin it, and that asks a host for something
// new. A file bears the action when it has its slug, its command, its flow's or handler's name, a row or a word of that name, or the
// method that does it. Words of the same spelling that mean something else have their list, and so have tests that pause a server for
// want of a better example: those are not touched when an action is added.

const root = join(import.meta.dirname, '../..')
const bears =
  /(server|guest)-pause(?!-)|(server|guest)Pause\b|'pause'|(?<!as |await |\w)pause(: |\(serverId|\(host)|\| pause /

/** Other services' words and samples, and what is written for people. */
const isLeftOut = (path: string) => /README|\/(api-samples|reference)\/|\.png$/.test(path)

/** Every file that is touched, with what fails until it is. */
const demanded = {
  'compute-core/src/domain/server/lifecycle.ts': 'the action itself',
  'compute-core/LIFECYCLE.md': 'lifecycle-docs.test.ts',
  'compute-core/src/store/server-jobs.ts': 'the compiler: the row names a flow, whose parameters are missing',
  'compute-core/src/conductor/flows/all-flows.ts': 'the compiler: a flow that has parameters is missing',
  'compute-core/src/conductor/flows/power/server-pause.ts': 'the compiler: all-flows.ts imports it',
  'compute-core/src/conductor/flows/flow-steps.txt': 'all-flows.test.ts',
  'compute-core/src/conductor/flows/power/server-pause-and-suspend.test.ts':
    'all-flows.test.ts: the flow is given to the kit',
  'compute-core/src/conductor/flows/all-flows.test.ts': 'itself: a reason why preempted.test.ts does not have the flow',
  'compute-core/src/conductor/kill-nine.test.ts': 'the compiler: a scenario is missing',
  'compute-core/src/agent/commands/command-contract.ts': 'the compiler: the flow gives a command that there is not',
  'compute-core/src/agent/commands/command-handlers.ts': 'the compiler: a command has no handler',
  'compute-core/src/agent/commands/guest-pause.ts': 'the compiler: command-handlers.ts imports it',
  'compute-core/src/driver/compute-driver.ts': 'the compiler: the handler calls a method that there is not',
  'compute-core/src/driver/fake/fake-driver.ts': 'the compiler: a driver lacks a method',
  'compute-core/src/driver/libvirt/libvirt-driver.ts': 'the compiler: a driver lacks a method',
  'compute-core/src/driver/libvirt/pause.ts': 'the compiler: libvirt-driver.ts imports it',
  'compute-core/src/driver/driver-contract.ts': 'this file: the contract calls every method',
  'compute-core/test/libvirt/one-guest.test.ts': 'this file: a guest of libvirt is given every command',
  'web/src/servers/actions/server-actions.tsx': 'the compiler: a command has no label',
}

/** Touched as well, but a row leaves it: compute-endpoints.test.ts says so when what it calls unanswered is answered. */
const leaves = ['compute-core/test/http/support/unanswered-endpoints.ts']

/** Tests that pause something because they need any action, and the one list that has every action of the Compute API from the start. */
const examples = [
  'bff/test/support/horizon-member-pages.ts',
  'bff/test/support/servers-to-look-at.ts',
  'compute-core/src/agent/agent.test.ts',
  'compute-core/src/api/servers/actions/action-versions.ts',
  'compute-core/src/api/servers/actions/server-action.test.ts',
  'compute-core/src/conductor/flows/power/server-unpause.ts',
  'compute-core/src/conductor/upgrade.test.ts',
  'compute-core/src/store/begin-action.test.ts',
  'compute-core/test/http/compute-bulk-actions.test.ts',
  'compute-core/test/http/compute-fault-words.test.ts',
  'compute-core/test/http/compute-guests.test.ts',
  'compute-core/test/support/a-command.ts',
  'compute-core/test/support/fake-host.ts',
  'compute-core/test/support/half-done-flows.ts',
  'compute-core/test/support/server-asks.ts',
  'e2e/real/actions-by-client.e2e.ts',
  'e2e/tests/console.e2e.ts',
  'e2e/tests/lifecycle.e2e.ts',
  'web/test/lifecycle-places.test.ts',
]

/** A watchdog's action, and a wait. */
const otherWords = [
  'compute-core/src/domain/flavor/registered-extra-specs.ts',
  'compute-core/src/domain/guest-options/guest-options.test.ts',
  'compute-core/src/domain/guest-options/watchdog.ts',
  'compute-core/src/platform/flow/run-flow.test.ts',
  'compute-core/src/platform/flow/run-flow.ts',
  'compute-core/test/libvirt/option-guests.ts',
  'compute-core/test/support/flow-kit.ts',
  'web/src/images/known-properties.ts',
]

/**
 * What the dashboard says in other words, or does more for: an action without such a row is shown by its own name, in English only.
 * web/test/api-words.test.ts asks for the words of actions and steps, for those who read another language.
 */
const niceties = [
  'web/src/app/palette-words.ts',
  'web/src/shared/action-words.ts',
  'web/src/shared/step-words.ts',
  'web/src/tasks/finished-tasks.ts',
]

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const thisFile = 'compute-core/test/files-of-an-action.test.ts'

test('a plain action touches at most 20 files, each because the compiler or a test demands it', () => {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', 'compute-core', 'bff', 'web', 'e2e']
  const files = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).trim().split('\n')
  const found = files.filter((path) => path !== thisFile && !isLeftOut(path) && bears.test(read(path)))
  const known = [...Object.keys(demanded), ...examples, ...otherWords, ...niceties]
  expect(found.toSorted()).toEqual(known.toSorted())
  const touched = [...Object.keys(demanded), ...leaves]
  expect(touched.length).toBeLessThanOrEqual(20)
  expect(read('compute-core/README.md')).toContain(
    `**Add a server action** (slug \`server-pause\`, action \`pause\`): ${touched.length} files,`,
  )
})

test('the contract of drivers calls every method that a driver has', () => {
  const contract = read('compute-core/src/driver/driver-contract.ts')
  const methods = Object.entries(fakeDriver()).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []))
  const ofDrivers = methods.filter((name) =>
    new RegExp(`^  ${name}\\(`, 'm').test(read('compute-core/src/driver/compute-driver.ts')),
  )
  expect(ofDrivers).toContain('pause')
  expect(ofDrivers.filter((name) => !contract.includes(`.${name}(`))).toEqual([])
})

/** What ends the host that the guests run on, and what only a control of the version before asks for. */
const notHere = new Set(['host-power', 'guest-update-nics'])

test('a guest of libvirt is given every command', () => {
  const folder = 'compute-core/test/libvirt'
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  const tests = names.filter((name) => name.endsWith('.ts')).map((name) => read(join(folder, name)))
  const kinds = Object.keys(commandHandlers)
  expect(kinds).toContain('guest-pause')
  expect(kinds.filter((kind) => !notHere.has(kind) && !tests.some((text) => text.includes(`'${kind}'`)))).toEqual([])
})
