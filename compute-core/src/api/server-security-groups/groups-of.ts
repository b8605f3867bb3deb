import { invalid } from '#platform/errors'
import type { ProjectId } from '#platform/ids'
import type { ComputeDeps } from '../compute-deps.ts'
import type { ShownGroup } from '../network-proxies/security-group-routes.ts'
import { callPeer } from '../peer-service.ts'
import type { RequestContext } from '../route.ts'

/** The groups of a project, as the network service has them: every port is in all of them, for there is one. */
export async function groupsOf(
  { peers }: Pick<ComputeDeps, 'peers'>,
  context: RequestContext,
  { projectId }: { projectId: ProjectId },
): Promise<ShownGroup[]> {
  const request = { line: `GET /v2.0/security-groups?project_id=${encodeURIComponent(projectId)}` }
  return ((await callPeer(peers.network, context, request)) as { security_groups: ShownGroup[] }).security_groups
}

/** Whether a group is the one that a request means: by its id, which clients look up first, or by its name. */
export const isNamed =
  (word: string) =>
  ({ id, name }: ShownGroup): boolean =>
    id === word || name === word

/** Refuses groups that the project does not have; `default` every project has. */
export async function checkSecurityGroups(
  api: Pick<ComputeDeps, 'peers'>,
  context: RequestContext,
  projectId: ProjectId,
  words: readonly string[],
): Promise<void> {
  const others = words.filter((word) => word !== 'default')
  if (others.length === 0) return
  const groups = await groupsOf(api, context, { projectId })
  const unknown = others.find((word) => !groups.some(isNamed(word)))
  if (unknown === undefined) return
  const known = groups.map(({ name }) => name).join(', ')
  throw invalid(`Security group ${unknown} could not be found. The project has: ${known}.`, 'security_groups')
}
