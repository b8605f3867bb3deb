import { lifecycle, refusal, type Readiness, type ServerAction } from '@kilonova/compute-core/domain/server/lifecycle'
import { expect, type Page, test } from '@playwright/test'
import { type AProject, aProject } from '../support/a-project.ts'
import { imageAndFlavor } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { fillSignIn, unfold } from '../support/person.ts'

/** What people call each action: a row of compute-core's table without a word here is a type error, and fails below. */
const labels: Record<ServerAction, string> = {
  start: 'Start',
  stop: 'Stop',
  softReboot: 'Soft reboot',
  hardReboot: 'Hard reboot',
  pause: 'Pause',
  unpause: 'Unpause',
  suspend: 'Suspend',
  resume: 'Resume',
  rescue: 'Rescue…',
  unrescue: 'Unrescue',
  rebuild: 'Rebuild…',
  resize: 'Resize…',
  confirmResize: 'Confirm resize',
  revertResize: 'Revert resize',
  shelve: 'Shelve',
  shelveOffload: 'Offload',
  unshelve: 'Unshelve…',
  createImage: 'Snapshot…',
  createBackup: 'Backup…',
  changePassword: 'Change password…',
  triggerCrashDump: 'Crash dump',
  attachInterface: 'Attach network…',
  detachInterface: 'Detach network…',
  delete: 'Delete',
  softDelete: 'Delete',
  restore: 'Restore',
}

/** What reverses an action stands in its place where only that is possible. */
const insteadOf: Partial<Record<ServerAction, string>> = {
  pause: 'Unpause',
  unpause: 'Pause',
  suspend: 'Resume',
  resume: 'Suspend',
  shelve: 'Unshelve…',
  unshelve: 'Shelve',
  resize: 'Confirm resize',
  confirmResize: 'Resize…',
  revertResize: 'Resize…',
  rescue: 'Unrescue',
  unrescue: 'Rescue…',
  delete: 'Delete now',
  restore: 'Delete',
}

const ofMembers = (Object.keys(labels) as ServerAction[]).filter((action) => lifecycle[action].role === 'member')

/** Servers in states of all kinds by what is asked of a running one; each is named after the state that it shall be in. */
const waysInto: Record<string, readonly object[]> = {
  active: [],
  stopped: [{ 'os-stop': null }],
  paused: [{ pause: null }],
  suspended: [{ suspend: null }],
  rescued: [{ rescue: null }],
  shelved: [{ shelve: null }],
  shelved_offloaded: [{ shelve: null }, { shelveOffload: null }],
  error: [{ 'os-resetState': { state: 'error' } }],
}

let cloud: CloudProcess
let project: AProject
test.beforeAll(async () => {
  test.setTimeout(180_000)
  // Where deleted servers are kept, and shelved ones keep their place: all states are there to be seen.
  const settings = { reclaim_instance_interval: 3_600, shelved_offload_time: -1 }
  cloud = await startCloud({ KILONOVA_DRIVER: 'fake', KILONOVA_FAKE_HOSTS: '4' }, settings)
  project = await aProject(cloud)
  await project.hasQuota({ instances: -1, cores: -1, ram: -1 })
})
test.afterAll(() => cloud?.dispose())

interface Shown {
  id: string
  name: string
  'OS-EXT-STS:vm_state': string
  'OS-EXT-STS:task_state': string | null
  'OS-SRV-USG:launched_at': string | null
  locked: boolean
}

const act = (id: string, action: object) => project.api.call('POST', `/compute/v2.1/servers/${id}/action`, action)

/** Makes a server for each state, and answers with all of them once they are at rest. */
async function serversInAllStates(): Promise<Shown[]> {
  for (const [name, actions] of Object.entries(waysInto)) {
    const id = await project.hasServer(name)
    for (const action of actions) {
      await act(id, action)
      await atRest(id)
    }
  }
  const { flavors } = await project.api.call<{ flavors: { id: string; name: string }[] }>(
    'GET',
    '/compute/v2.1/flavors',
  )
  const resized = await project.hasServer('resized')
  await act(resized, { resize: { flavorRef: flavors.find(({ name }) => name === 'm1.micro')!.id } })
  await act(await project.hasServer('locked'), { lock: null })
  const deleted = await project.hasServer('soft-delete')
  await project.api.call('DELETE', `/compute/v2.1/servers/${deleted}`)
  // It fits on no host and has never run.
  const { flavor } = await project.api.call<{ flavor: { id: string } }>('POST', '/compute/v2.1/flavors', {
    flavor: { name: 'of a giant', vcpus: 1, ram: 9_000_000, disk: 1 },
  })
  const { imageRef } = await imageAndFlavor(project.api)
  await project.api.call('POST', '/compute/v2.1/servers', {
    server: { name: 'never ran', imageRef, flavorRef: flavor.id, networks: 'none' },
  })
  const list = '/compute/v2.1/servers/detail?deleted=false'
  const { servers } = await project.api.until<{ servers: Shown[] }>(list, ({ servers: all }) =>
    all.every((server) => server['OS-EXT-STS:task_state'] === null && server['OS-EXT-STS:vm_state'] !== 'building'),
  )
  return [...servers, (await atRest(deleted)).server]
}

const atRest = (id: string) =>
  project.api.until<{ server: Shown }>(
    `/compute/v2.1/servers/${id}`,
    ({ server }) => server['OS-EXT-STS:task_state'] === null,
  )

/** Why the cloud would refuse `action` to a member, as its own table says. */
function whyNot(server: Shown, action: ServerAction): string | undefined {
  const launchedAt = server['OS-SRV-USG:launched_at']
  const why = refusal(
    {
      id: server.name,
      vmState: server['OS-EXT-STS:vm_state'],
      taskState: server['OS-EXT-STS:task_state'],
      lockedBy: server.locked ? 'owner' : null,
      launchedAt: launchedAt && new Date(launchedAt),
    } as Readiness,
    action,
    false,
  )
  return why && `${why.message} ${why.hint}`
}

/** What a reason must say at least: a lock comes before all else. */
const reasonFor = ({ locked }: Shown): RegExp => (locked ? /locked/ : /\w.*\./)

/** Looks for each row of the table in the menu that is open, and says what is not as the table says. */
async function wrongInMenu(page: Page, server: Shown): Promise<string[]> {
  const wrong: string[] = []
  for (const action of ofMembers) {
    // A delete that can be taken back is the cloud's choice: the row of the final one tells whether either is possible.
    if (action === 'softDelete') continue
    const item = page.getByRole('menuitem', { name: labels[action], exact: true })
    const why = whyNot(server, action)
    const isThere = (await item.count()) === 1
    const instead = insteadOf[action]
    const isReplaced =
      instead !== undefined && (await page.getByRole('menuitem', { name: instead, exact: true }).count()) === 1
    const isAsTold =
      isThere &&
      (why === undefined
        ? (await item.getAttribute('aria-disabled')) === null
        : (await item.getAttribute('aria-disabled')) === 'true' &&
          reasonFor(server).test((await item.getAttribute('aria-description')) ?? ''))
    if (isThere ? isAsTold : isReplaced && (why !== undefined || action === 'delete')) continue
    wrong.push(`${server.name}: ${labels[action]} should be ${why ?? 'possible'}`)
  }
  return wrong
}

/** In the list, which leaves out what is deleted; that has its page. */
async function openMenu(page: Page, server: Shown): Promise<void> {
  const isDeleted = server['OS-EXT-STS:vm_state'] === 'soft-delete'
  if (isDeleted) await page.goto(`${cloud.url}/p/${project.name}/servers/${server.id}`)
  await page.getByRole('button', { name: `${isDeleted ? 'More' : 'Actions'} for ${server.name}`, exact: true }).click()
  await expect(page.getByRole('menu')).toBeVisible()
}

test('what a member can do in each state of a server is in its menu, and what not is there with its reason', async ({
  page,
}) => {
  test.slow()
  expect(ofMembers.toSorted()).toEqual(
    Object.entries(lifecycle)
      .flatMap(([action, { role }]) => (role === 'member' ? [action] : []))
      .toSorted(),
  )
  await project.hasPerson('builder', 'member')
  const servers = await serversInAllStates()
  const states = servers.map((server) => server['OS-EXT-STS:vm_state'])
  expect(new Set(states).size, states.join(' ')).toBe(10)
  await page.goto(`${cloud.url}/sign-in?back=/servers`)
  await fillSignIn(page, 'builder', cloud.adminPassword)
  const wrong: string[] = []
  for (const server of servers) {
    await openMenu(page, server)
    if (await page.getByRole('menuitem', { name: /^Unavailable/ }).isVisible()) await unfold(page)
    wrong.push(...(await wrongInMenu(page, server)))
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toHaveCount(0)
  }
  expect(wrong).toEqual([])
})
