import { afterAll, beforeAll, expect, test } from 'vitest'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'
import { furnishForSamples, prepareSample, refusedWith, sampleRequests } from './support/sample-requests.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
  await furnishForSamples(compute)
})
afterAll(() => compute[Symbol.asyncDispose]())

test.each(sampleRequests.map((sample) => [sample.file, sample] as const))('%s is taken', async (_file, sample) => {
  const { line, ...what } = await prepareSample(compute, sample)
  const told = await compute.ask(line, { as: 'admin', ...what })
  const outcome = told.status >= 200 && told.status < 300 ? 'taken' : told.status
  expect({ outcome, told: told.body }).toMatchObject({ outcome: refusedWith(sample) ?? 'taken' })
})
