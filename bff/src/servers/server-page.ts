import type { CloudClient } from '../cloud/cloud-client.ts'
import type { ComputeServer } from '../cloud/compute-answers.ts'
import { imageNames } from '../images/image-names.ts'
import type { Session } from '../session/session.ts'
import { wantOfMembership } from './server-refusals.ts'
import { serverTimeline, type ActionView } from './server-timeline.ts'
import { asUtc, serverView } from './server-view.ts'

/** One server's page in one answer: every fact of it, its fault, and what was asked of it. */
export async function serverPage(cloud: CloudClient, serverId: string, session: Session) {
  const [{ server }, names, actions] = await Promise.all([
    cloud.read<{ server: ComputeServer }>('compute', `/servers/${encodeURIComponent(serverId)}`),
    imageNames(cloud),
    serverTimeline(cloud, serverId),
  ])
  return {
    server: { ...serverView(server, names, session), ...factsOf(server, session) },
    fault: faultOf(server, actions.find((action) => action.outcome === 'failed')?.requestId ?? null),
    actions: withFault(withCurrent(actions, server), server).map((action) => ({
      ...action,
      by: action.userId === session.user.id ? session.user.name : null,
    })),
  }
}

/** Only administrators are told why a step failed; the server's fault, which its owner sees, is the newest failure's reason. */
function withFault(actions: ActionView[], { fault }: ComputeServer): ActionView[] {
  const failed = actions.findIndex(({ outcome }) => outcome === 'failed')
  return actions.map((action, index) =>
    index === failed && fault ? { ...action, steps: explained(action.steps, fault.message) } : action,
  )
}

const explained = (steps: ActionView['steps'], reason: string) =>
  steps.map((step) => (step.outcome === 'failed' ? { ...step, details: step.details ?? reason } : step))

/** Between two steps of an action none is under way; that it runs on is only seen by the server's task. */
const withCurrent = (actions: ActionView[], server: ComputeServer): ActionView[] =>
  actions.map((action, index) =>
    index === 0 && server['OS-EXT-STS:task_state'] !== null && action.outcome === 'done'
      ? { ...action, outcome: 'running', finishedAt: null }
      : action,
  )

const factsOf = (server: ComputeServer, session: Session) => ({
  description: server.description,
  updatedAt: server.updated,
  zone: server['OS-EXT-AZ:availability_zone'],
  host: server['OS-EXT-SRV-ATTR:host'] ?? null,
  hostId: server.hostId,
  domainName: server['OS-EXT-SRV-ATTR:instance_name'] ?? null,
  hostname: server['OS-EXT-SRV-ATTR:hostname'] ?? null,
  configDrive: server.config_drive === 'True',
  metadata: server.metadata,
  tags: server.tags ?? [],
  /** Why this person cannot change its name, description, tags and metadata; null when they can. */
  editRefusal: wantOfMembership(session) ?? null,
  projectId: server.tenant_id,
  owner: server.user_id === session.user.id ? session.user.name : server.user_id,
})

/** Nova's fault has no request id; that of the action that failed last is the one to search the log for. */
const faultOf = ({ fault }: ComputeServer, requestId: string | null) =>
  fault
    ? { code: fault.code, message: fault.message, details: fault.details ?? null, at: asUtc(fault.created), requestId }
    : null
