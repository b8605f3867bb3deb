import { expect, test } from 'vitest'
import { initialForm, newCard, type CreateForm } from './create-form.ts'
import { terraformBlock } from './terraform-block.ts'

const block = (more: Partial<CreateForm>) =>
  terraformBlock({
    ...initialForm({ images: [], flavors: [], keyPairs: [] }),
    name: 'web',
    imageId: 'i',
    flavorId: 'f',
    ...more,
  })

test('the block does what the form does, as terraform fmt would write it', () => {
  expect(block({ keyName: 'laptop', configDrive: true })).toBe(`resource "openstack_compute_instance_v2" "web" {
  name         = "web"
  image_id     = "i"
  flavor_id    = "f"
  key_pair     = "laptop"
  config_drive = true
  network_mode = "auto"
}`)
})

test('chosen interfaces come in their order, with fixed addresses', () => {
  const cards = [newCard('port', 'p'), newCard('network', 'n', '10.0.0.5'), newCard('network', 'm', 'fd00::5')]
  expect(block({ networking: 'chosen', cards })).toContain(`
  network {
    port = "p"
  }

  network {
    uuid        = "n"
    fixed_ip_v4 = "10.0.0.5"
  }

  network {
    uuid        = "m"
    fixed_ip_v6 = "fd00::5"
  }
}`)
})

test('several servers are counted, by their pattern or as the cloud does', () => {
  expect(block({ name: 'web-{nn}', count: 3 })).toContain('format("web-%02d", count.index + 1)')
  expect(block({ name: '100%', count: 3 })).toContain('format("100%%-%d", count.index + 1)')
  expect(block({ name: 'web-{nn}', count: 3 })).toMatch(/count = 3/)
  expect(block({ name: 'web-{nn}', count: 3 })).toMatch(/^resource "openstack_compute_instance_v2" "web" /)
})

test('nothing in a text is replaced by Terraform', () => {
  const metadata = [{ id: 1, key: 'a', value: '${path.root} %{ if } "x"' }]
  expect(block({ metadata })).toContain('"a" = "$${path.root} %%{ if } \\"x\\""')
})

test('hints, a group and what the provider does not have', () => {
  const hints = [
    { id: 1, key: 'same_host', value: 's' },
    { id: 2, key: 'mine', value: 'x' },
  ]
  const text = block({ hints, groupId: 'g', description: 'front', adminPassword: 'secret' })
  expect(text).toContain(`
  scheduler_hints {
    same_host = ["s"]
    group     = "g"
    additional_properties = {
      "mine" = "x"
    }
  }`)
  expect(text).toContain('# description "front": this resource has no argument for it.')
  expect(text).not.toContain('secret')
})
