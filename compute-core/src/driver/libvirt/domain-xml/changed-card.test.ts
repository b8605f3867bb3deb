import { expect, test } from 'vitest'
import type { GuestNic } from '#driver/compute-driver'
import { changedCard } from './changed-card.ts'

/** As libvirt writes it for a guest that runs. */
const card = `<interface type='bridge'>
      <mac address='fa:16:3e:00:00:05'/>
      <source bridge='knbabcd-1'/>
      <target dev='tap0'/>
      <model type='virtio'/>
      <mtu size='1400'/>
      <filterref filter='kilonova-port'>
        <parameter name='IP' value='10.0.0.5'/>
        <parameter name='IP' value='10.0.0.6'/>
      </filterref>
      <link state='down'/>
      <alias name='net0'/>
    </interface>`

const aNic = (what: Partial<GuestNic> = {}): GuestNic => ({
  portId: 'p',
  mac: 'fa:16:3e:00:00:05',
  mtu: 1500,
  fixedIps: ['10.0.0.7'],
  link: { kind: 'bridge', bridge: 'knbabcd-1', tap: 'tap0' },
  ...what,
})

test('a card lets through the addresses of its port and no others, and stays what it is', () => {
  const changed = changedCard(card, aNic({ fixedIps: ['10.0.0.7', '10.0.0.8', 'fd00::1'] }))
  expect([...changed.matchAll(/name='IP' value='([^']+)'/g)].map(([, ip]) => ip)).toEqual(['10.0.0.7', '10.0.0.8'])
  expect(changed.match(/<filterref/g)).toHaveLength(1)
  expect(changed).not.toContain('<link')
  for (const kept of ["<mtu size='1400'/>", "<alias name='net0'/>", "<target dev='tap0'/>"])
    expect(changed).toContain(kept)
  expect(changedCard(changed, aNic({ fixedIps: ['10.0.0.7', '10.0.0.8', 'fd00::1'] })).replaceAll(/\s/g, '')).toBe(
    changed.replaceAll(/\s/g, ''),
  )
})

test('a port without port security has no filter, one that is switched off no link', () => {
  expect(changedCard(card, aNic({ filter: 'off', isDown: true }))).not.toContain('filterref')
  expect(changedCard(card.replace("<link state='down'/>", ''), aNic({ isDown: true }))).toContain(
    "<link state='down'/>",
  )
  expect(changedCard(card, aNic({ filter: 'closed' }))).toContain("filter='kilonova-port-closed'")
})

test('a filter without addresses is taken away as a whole', () => {
  const bare = card.replace(/<filterref[\s\S]*<\/filterref>/, "<filterref filter='kilonova-port'/>")
  expect(changedCard(bare, aNic()).match(/filterref filter=/g)).toHaveLength(1)
})
