import { expect, test } from 'vitest'
import { optionsOf, xmlOf } from './a-server.ts'
import { guestAgentChannel } from './guest-agent.ts'

test('an image with the guest agent has a channel to it', () => {
  const options = optionsOf({ imageProperties: { hw_qemu_guest_agent: 'yes' } })
  expect(xmlOf(guestAgentChannel(options))).toMatchInlineSnapshot(`
    "<channel type='unix'>
      <target type='virtio' name='org.qemu.guest_agent.0'/>
    </channel>
    "
  `)
})

test('an image that says nothing, or no, has none', () => {
  expect(guestAgentChannel(optionsOf())).toBeUndefined()
  expect(guestAgentChannel(optionsOf({ imageProperties: { hw_qemu_guest_agent: 'no' } }))).toBeUndefined()
})
