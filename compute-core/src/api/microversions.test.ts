import { expect, test } from 'vitest'
import { microversions } from './microversions.ts'
import { computeVersions } from './versions.ts'

test('every version that is spoken has its sentence, and no other', () => {
  expect(microversions).toHaveLength(computeVersions.max - computeVersions.min + 1)
})
