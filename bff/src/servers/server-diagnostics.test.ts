import { expect, test } from '../../test/support/cloud-test.ts'
import { topologyView } from './server-diagnostics.ts'

test('diagnostics are for administrators, the topology is for everybody', async ({
  cloud,
  member,
  project,
  openBrowser,
}) => {
  const { flavor } = await cloud.admin.call<{ flavor: { id: string } }>('POST', '/compute/v2.1/flavors', {
    flavor: { name: `two-nodes-${project.id}`, vcpus: 2, ram: 128, disk: 1 },
  })
  await cloud.admin.call('POST', `/compute/v2.1/flavors/${flavor.id}/os-extra_specs`, {
    extra_specs: { 'hw:numa_nodes': '2' },
  })
  const id = await project.hasServer('web-1', { flavorRef: flavor.id })
  const path = `/bff/servers/${id}/diagnostics`
  const topology = {
    value: {
      nodes: [
        { id: 0, memoryMb: 64, vcpus: [0] },
        { id: 1, memoryMb: 64, vcpus: [1] },
      ],
    },
    refused: null,
  }
  expect(await member.json(path)).toMatchObject({ diagnostics: null, topology })
  const admin = openBrowser()
  await admin.signIn(await project.hasPerson('admin'))
  expect(await admin.json(path)).toMatchObject({
    diagnostics: {
      value: { state: 'running', cpus: [{ id: 0 }, { id: 1 }], disks: [{ id: 0, readBytes: expect.any(Number) }] },
    },
    topology,
  })
  await member.request(`/bff/servers/${id}/actions`, { method: 'POST', json: { action: 'stop' } })
  await project.serverIs(id, 'SHUTOFF')
  expect(await admin.json(path)).toMatchObject({
    diagnostics: { value: null, refused: { message: expect.stringContaining(id), status: 409 } },
    topology: { refused: null },
  })
})

test('pinned CPUs are listed by the guest’s CPU', () => {
  const view = topologyView({
    pagesize_kb: 4,
    nodes: [
      { memory_mb: 1024, siblings: [[0, 1]], vcpu_set: [0, 1], host_node: 0, cpu_pinning: { 0: 0, 1: 5 } },
      { memory_mb: 2048, siblings: [], vcpu_set: [2, 3] },
    ],
  })
  expect(view).toEqual({
    pageKb: 4,
    nodes: [
      {
        id: 0,
        memoryMb: 1024,
        vcpus: [0, 1],
        siblings: [[0, 1]],
        hostNode: 0,
        pinning: [
          { vcpu: 0, hostCpu: 0 },
          { vcpu: 1, hostCpu: 5 },
        ],
      },
      { id: 1, memoryMb: 2048, vcpus: [2, 3], siblings: [], hostNode: null, pinning: [] },
    ],
  })
})

test('a server that is not there has no diagnostics', async ({ member, project, openBrowser }) => {
  const path = '/bff/servers/00000000-0000-4000-8000-000000000000/diagnostics'
  const admin = openBrowser()
  await admin.signIn(await project.hasPerson('admin'))
  for (const browser of [member, admin]) expect((await browser.request(path)).status).toBe(404)
})
