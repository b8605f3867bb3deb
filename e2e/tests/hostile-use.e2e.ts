import { expect, test } from '@playwright/test'
import { hostileBursts } from '../soak/bursts.ts'
import { startCloud } from '../support/cloud-process.ts'

test('whatever is asked of the cloud and whatever is killed, nothing is answered wrongly and the books are right afterwards', async () => {
  const cloud = await startCloud({ KILONOVA_DRIVER: 'fake', KILONOVA_FAKE_HOSTS: '4' })
  try {
    const { wrong } = await hostileBursts(cloud, {
      victims: ['nothing', 'process', 'postgres'],
      requests: 500,
      atOnce: 8,
      seed: 20_261_129,
      isReal: false,
    })
    expect(wrong).toEqual([])
  } finally {
    await cloud.dispose()
  }
})
