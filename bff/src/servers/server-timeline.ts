import type { CloudClient } from '../cloud/cloud-client.ts'
import type { ComputeAction, ComputeActionEvent } from '../cloud/compute-answers.ts'
import { asUtc } from './server-view.ts'

/** Something that was asked of a server, with the steps that carried it out so far. */
export interface ActionView {
  action: string
  requestId: string
  userId: string
  startedAt: string
  /** Null while it runs. */
  finishedAt: string | null
  outcome: 'running' | 'done' | 'failed'
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

/** What was asked of a server, newest first, each with its steps. */
export async function serverTimeline(cloud: CloudClient, serverId: string): Promise<ActionView[]> {
  const root = `/servers/${encodeURIComponent(serverId)}/os-instance-actions`
  const { instanceActions } = await cloud.read<{ instanceActions: ComputeAction[] }>(
    'compute',
    `${root}?limit=${newestActions}`,
  )
  return Promise.all(
    instanceActions.map(async ({ request_id }) => {
      const path = `${root}/${encodeURIComponent(request_id)}`
      const { instanceAction } = await cloud.read<{ instanceAction: ComputeAction }>('compute', path)
      return actionView(instanceAction)
    }),
  )
}

function actionView(action: ComputeAction): ActionView {
  const steps = (action.events ?? [])
    .map(stepView)
    .toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))
  const outcome = outcomeOf(action, steps)
  return {
    action: action.action,
    requestId: action.request_id,
    userId: action.user_id,
    startedAt: asUtc(action.start_time),
    finishedAt: outcome === 'running' ? null : asUtc(steps.at(-1)?.finishedAt ?? action.updated_at),
    outcome,
    message: action.message,
    steps,
  }
}

const stepView = (event: ComputeActionEvent): StepView => ({
  name: event.event,
  startedAt: asUtc(event.start_time),
  finishedAt: asUtc(event.finish_time),
  outcome: event.finish_time === null ? 'running' : event.result === 'Error' ? 'failed' : 'done',
  details: event.details ?? event.traceback ?? null,
  host: event.host ?? null,
})

function outcomeOf(action: ComputeAction, steps: StepView[]): ActionView['outcome'] {
  if (steps.some((step) => step.outcome === 'failed') || /error|fail/i.test(action.message ?? '')) return 'failed'
  return steps.some((step) => step.outcome === 'running') ? 'running' : 'done'
}
