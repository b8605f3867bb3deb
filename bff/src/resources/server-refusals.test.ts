import type { Browser } from '../../test/support/a-browser.ts'
import { expect, test } from '../../test/support/cloud-test.ts'
import { commandNames, type CommandName, type ServerCommand } from './server-command.ts'
import type { Refusals } from './server-refusals.ts'

/** Valid input for the commands that take any. */
const inputs = ({
  imageId,
  flavorId,
}: {
  imageId: string
  flavorId: string
}): Partial<Record<CommandName, object>> => ({
  resize: { flavorId },
  rebuild: { imageId },
  createImage: { name: 'copy' },
  createBackup: { name: 'copy', type: 'daily', rotation: 1 },
  changePassword: { adminPassword: 'secret' },
  detachInterface: { portId: 'd2b5b0c8-3cf6-4ba5-a3ab-2b8fb1bb0c5d' },
  resetState: { state: 'error' },
})

/** Sends each command to the server all the same; what the cloud responds, by command. */
async function tryAll(browser: Browser, serverId: string, commands: readonly CommandName[]) {
  const more = inputs(await browser.imageAndFlavor())
  const statuses: Partial<Record<CommandName, number>> = {}
  for (const action of commands) {
    const json = { action, ...more[action] } as ServerCommand
    statuses[action] = (await browser.request(`/bff/servers/${serverId}/actions`, { method: 'POST', json })).status
  }
  return statuses
}

async function refusalsIn(browser: Browser, serverId: string): Promise<Refusals> {
  return (await browser.json<{ server: { refusals: Refusals } }>(`/bff/servers/${serverId}`)).server.refusals
}

/** The status of the response that `why` announces. */
const announced = (why: string) => (why.endsWith('-only') ? 403 : 409)

test('what a member is told to be impossible the cloud refuses: for a server that runs', async ({
  member,
  project,
}) => {
  const id = await project.hasServer('web-1')
  const refusals = await refusalsIn(member, id)
  expect(Object.keys(refusals)).toContain('resume')
  const expected = Object.fromEntries(Object.entries(refusals).map(([name, why]) => [name, announced(why)]))
  expect(await tryAll(member, id, Object.keys(refusals) as CommandName[])).toEqual(expected)
})

test('what a member is told to be possible the cloud accepts: for a server that never ran', async ({
  member,
  project,
}) => {
  const id = await project.hasBrokenServer('web-1')
  const refusals = await refusalsIn(member, id)
  const possible = commandNames.filter((command) => !(command in refusals))
  expect(possible.toSorted()).toEqual(['delete', 'deleteNow', 'lock', 'unlock'])
  const refused = commandNames.filter((command) => command in refusals)
  const expected = Object.fromEntries(refused.map((command) => [command, announced(refusals[command]!)]))
  expect(await tryAll(member, id, refused)).toEqual(expected)
  expect(await tryAll(member, id, ['lock', 'unlock', 'delete'])).toEqual({ lock: 200, unlock: 200, delete: 200 })
})

test('a reader is told that every command requires a role, and the cloud agrees', async ({ openBrowser, project }) => {
  const id = await project.hasServer('web-1')
  const reader = openBrowser()
  await reader.signIn(await project.hasPerson('reader'))
  expect(Object.keys(await refusalsIn(reader, id)).toSorted()).toEqual(commandNames.toSorted())
  const statuses = await tryAll(reader, id, commandNames)
  expect(statuses).toEqual(Object.fromEntries(commandNames.map((command) => [command, 403])))
})

test('an administrator is told of no missing role', async ({ openBrowser, project }) => {
  const id = await project.hasServer('web-1')
  const admin = openBrowser()
  await admin.signIn(await project.hasPerson('admin'))
  const refusals = await refusalsIn(admin, id)
  expect(Object.values(refusals).filter((why) => announced(why) === 403)).toEqual([])
  expect(refusals.resetState).toBeUndefined()
})
