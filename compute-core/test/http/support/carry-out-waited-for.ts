import { allFlows } from '#conductor/flows/all-flows'
import type { Job } from '#platform/flow/jobs'
import { finishJob } from '#platform/flow/job-ledger'
import { conductorOver, paramsOf } from '#test/conductor-world'
import { fakeHost, type FakeHost } from '#test/fake-host'
import { runIn } from '#test/flow-kit'
import type { TestCompute } from './a-compute.ts'

/** Has what a request waits for carried out by its own flow, on the host that it answers with, whatever the name of the server's. */
export function carryOutWaitedFor(compute: TestCompute): FakeHost {
  const host = fakeHost({ hostname: 'host-1' })
  const io = conductorOver(compute.db, 'nova', { agents: () => host.client(), flows: undefined as never })
  compute.carryOut.now = (job) => carryOut(compute, io, job)
  return host
}

async function carryOut({ db }: TestCompute, io: ReturnType<typeof conductorOver>, job: Job): Promise<void> {
  const flow = allFlows.find(({ slug }) => slug === job.flow)!
  await runIn(flow, { io, params: paramsOf(job) })
  await finishJob(db, job.id)
}
