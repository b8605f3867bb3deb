import { expect, test } from './support/cloud-test.ts'
import { password } from './support/fake-driver-cloud.ts'
import { horizonReplay, type Page } from './support/horizon.ts'
import { adminPages } from './support/horizon-admin-pages.ts'
import { memberPages } from './support/horizon-member-pages.ts'

/** What went wrong, page by page. */
async function failuresOf(pages: readonly Page[], { visit }: ReturnType<typeof horizonReplay>): Promise<string[]> {
  const failures: string[] = []
  for (const page of pages)
    try {
      await visit(page)
    } catch (error) {
      failures.push(`${page.page}: ${(error as Error).message}`)
    }
  return failures
}

test('every request of the pages that Horizon shows a member is answered as Horizon reads it', async ({
  cloud,
  person,
}) => {
  const horizon = horizonReplay(cloud, { user: person.name, password, otherProject: cloud.admin.projectId })
  expect(await failuresOf(memberPages, horizon)).toEqual([])
})

test('so is every request of the pages for administrators', async ({ cloud, project }) => {
  const person = await project.hasPerson('admin')
  const used = await project.hasServer('used-1')
  const horizon = horizonReplay(cloud, { user: person.name, password, used })
  expect(await failuresOf(adminPages, horizon)).toEqual([])
})
