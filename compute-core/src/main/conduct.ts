import type { Reports } from '#conductor/agent-reports'
import type { Conductor } from '#conductor/conductor'
import { type ReconcileLoop, startReconcilers } from '#conductor/reconcilers/reconcile-loop'
import { isOutage } from '#platform/db/outage'
import type { EventFeed } from '#platform/events/event-feed'
import type { DurableFlows } from '#platform/flow/dbos-engine'
import type { ProcessLease } from '#platform/process/process-lease'

interface ConductorParts {
  conductor: Conductor
  flows: DurableFlows
  reports: Reports
  lease: ProcessLease
  events: EventFeed
}

/** Has this process carry flows, go on with those of processes that are gone, and look for drift while it is the one to do so. */
export async function conduct({ conductor, flows, reports, lease, events }: ConductorParts): Promise<ReconcileLoop> {
  await flows.launch()
  const { log } = conductor
  const takeUp = onceAtATime(async () => {
    try {
      await flows.takeUp()
    } catch (err) {
      // A reconciler looks again.
      if (!isOutage(err)) log.warn({ err }, 'what others have left could not be taken up')
    }
  })
  const loop = startReconcilers(conductor, reports, { leads: lease.leads })
  lease.says(loop.states)
  lease.onTakeOver(takeUp)
  lease.onLead(() => loop.runAll())
  const deafen = events.subscribe(({ topic, subjectId }) => {
    if (topic === 'job' || topic === 'process') takeUp()
    if (topic === 'power') loop.wake()
    if (topic === 'reconcile') loop.runNow(subjectId)
  })
  takeUp()
  return {
    ...loop,
    async stop() {
      deafen()
      await loop.stop()
    },
  }
}

/** Has `work` done now, and once more if it is asked for meanwhile. */
function onceAtATime(work: () => Promise<void>): () => void {
  let isWanted = false
  let running: Promise<void> | undefined
  const run = async () => {
    while (isWanted) {
      isWanted = false
      await work()
    }
    running = undefined
  }
  return () => {
    isWanted = true
    running ??= run()
  }
}
