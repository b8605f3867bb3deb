import { expect, test } from 'vitest'
import { aServer, xmlOf } from './a-server.ts'
import { metadata } from './metadata.ts'

const about = {
  displayName: 'Tom & <Jerry>',
  flavorId: '42',
  flavorName: 'm1.small',
  imageId: 'c0ffee00-0000-4000-8000-000000000002',
  projectId: 'p1',
  userId: 'u1',
  createdAt: '2026-11-22T10:00:00Z',
}

test('the metadata tells what the guest is in the cloud', () => {
  expect(xmlOf(metadata(aServer({ about })))).toMatchInlineSnapshot(`
    "<metadata>
      <kilonova:server xmlns:kilonova='urn:kilonova:server:1'>
        <kilonova:name>Tom &amp; &lt;Jerry&gt;</kilonova:name>
        <kilonova:creationTime>2026-11-22T10:00:00Z</kilonova:creationTime>
        <kilonova:flavor id='42' name='m1.small'/>
        <kilonova:owner project='p1' user='u1'/>
        <kilonova:root type='image' uuid='c0ffee00-0000-4000-8000-000000000002'/>
      </kilonova:server>
    </metadata>
    "
  `)
})

test('a guest that boots from no image has no root', () => {
  expect(xmlOf(metadata(aServer({ about: { ...about, imageId: null } })))).not.toContain('kilonova:root')
})
