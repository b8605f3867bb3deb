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
  const response = await compute.request(line, { as: 'admin', ...what })
  const outcome = response.status >= 200 && response.status < 300 ? 'taken' : response.status
  expect({ outcome, response: response.body }).toMatchObject({ outcome: refusedWith(sample) ?? 'taken' })
})

const newestOfEach = [...new Map(sampleRequests.map((sample) => [sample.name, sample])).values()]

test.each(newestOfEach.map((sample) => [sample.name, sample] as const))(
  '%s is answered at the newest version as its route declares',
  async (_name, sample) => {
    const { line, ...what } = await prepareSample(compute, { ...sample, version: '2.104' })
    const { status, body } = await compute.request(line, { as: 'admin', ...what })
    expect({ body, isFailure: status === 500 }).toMatchObject({ isFailure: false })
  },
)
