import type { ActivityStepView, ActivityView } from '@kilonova/compute-core/api/kilonova/activity/activity-schema'
import type { CloudClient } from '../cloud/cloud-client.ts'
import type { Session } from '../request/session.ts'

/** An entry of a server's action log, with its steps so far. */
export interface ActionView {
  action: string
  requestId: string
  userId: string
  /** Null for somebody who is gone. */
  by: string | null
  startedAt: string
  /** Null while it runs. */
  finishedAt: string | null
  outcome: 'running' | 'done' | 'failed'
  /** Why it has failed. */
  message: string | null
  steps: StepView[]
}

/** One step of an action. */
export interface StepView {
  name: string
  startedAt: string
  finishedAt: string | null
  outcome: 'running' | 'done' | 'failed'
  details: string | null
  host: string | null
}

const newestActions = 20

/** The newest entries of a server's action log, newest first, each with its steps: one request. */
export async function serverTimeline(cloud: CloudClient, serverId: string, session: Session): Promise<ActionView[]> {
  // Who sees every project may look at a server of any.
  const scope = session.refused['kilonova:activity:all_projects'] === undefined ? '&all_tenants=1' : ''
  const path = `/kilonova/activity?server_id=${encodeURIComponent(serverId)}&limit=${newestActions}${scope}`
  const { activity } = await cloud.read<{ activity: ActivityView[] }>('compute', path)
  return activity.map((one) => ({
    action: one.action,
    requestId: one.request_id,
    userId: one.user_id,
    by: one.user_name,
    startedAt: one.start_time,
    finishedAt: one.finish_time,
    outcome: one.outcome,
    message: one.message,
    steps: one.steps.map((step) => stepView(step, one)),
  }))
}

/** Compute tells only administrators why a step failed; the action's own reason is for everybody who sees it. */
function stepView(step: ActivityStepView, { message }: ActivityView): StepView {
  const outcome = step.finish_time === null ? 'running' : step.result === 'Error' ? 'failed' : 'done'
  return {
    name: step.event,
    startedAt: step.start_time,
    finishedAt: step.finish_time,
    outcome,
    details: outcome === 'failed' ? (step.details ?? message) : null,
    host: step.host ?? null,
  }
}
