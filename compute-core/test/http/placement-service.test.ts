import { placementApi, placementDefinition } from '#services/placement/api/placement-api'
import { placementService } from '#services/placement/postgres-placement'
import { newId, type HostId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { scratchDatabase } from '#test/scratch-postgres'
import { testCallers } from './support/test-callers.ts'
import { requestOver, serviceSuite, type ServiceWorld } from './support/service-suite.ts'

const writes = 'the cloud itself writes placement, as hosts and servers come and go'
const aggregates = 'the compute API writes them, as host aggregates change'

const inventory = { total: 4, reserved: 1, min_unit: 1, max_unit: 4, step_size: 1, allocation_ratio: 2.5 }

const generation = 5

const bodies: Readonly<Record<string, unknown>> = {
  'PUT /resource_providers/:uuid/inventories': {
    resource_provider_generation: generation,
    inventories: { VCPU: inventory },
  },
  'PUT /resource_providers/:uuid/inventories/:name': { resource_provider_generation: generation, ...inventory },
}

serviceSuite({
  definition: placementDefinition,
  makeWorld,
  unanswered: {
    'DELETE /allocations/{consumer_uuid}': writes,
    'DELETE /resource_classes/{name}': writes,
    'DELETE /resource_providers/{uuid}': writes,
    'DELETE /resource_providers/{uuid}/inventories': writes,
    'DELETE /resource_providers/{uuid}/inventories/{resource_class}': writes,
    'DELETE /resource_providers/{uuid}/traits': writes,
    'DELETE /traits/{name}': writes,
    'POST /allocations': writes,
    'POST /reshaper': writes,
    'POST /resource_classes': writes,
    'POST /resource_providers': writes,
    'PUT /allocations/{consumer_uuid}': writes,
    'PUT /resource_classes/{name}': writes,
    'PUT /resource_providers/{uuid}': writes,
    'PUT /resource_providers/{uuid}/aggregates': aggregates,
    'PUT /resource_providers/{uuid}/traits': writes,
    'PUT /traits/{name}': writes,
  },
  missingFields: {
    'GET /allocation_candidates: allocation_requests.allocations':
      'the oldest sample has a list there, from 1.12 on it is a map',
  },
  except: {
    'every attribute that is written is kept': Object.fromEntries(
      Object.keys(bodies).map((at) => [at, 'its generation rises with what is written']),
    ),
    'what is not there is a 404': { 'GET /allocations/:consumer': 'a consumer that holds nothing has no allocations' },
  },
})

/** Two hosts, one with a trait, and a server on it. */
async function makeWorld(): Promise<ServiceWorld> {
  const scratch = await scratchDatabase()
  const { authenticate, project, user } = testCallers()
  const app = placementApi({ db: scratch.db, authenticate, log: silentLog, checksResponses: true })
  const placement = placementService(scratch.db)
  const [big, small, server] = [newId<HostId>(), newId<HostId>(), newId<ServerId>()]
  const inventories = { VCPU: { total: 4, reserved: 0, allocationRatio: 4 } }
  await placement.provide({ id: big, name: 'big', inventories, traits: ['HW_CPU_X86_AVX2'] })
  await placement.provide({ id: small, name: 'small', inventories, traits: [] })
  const claim = { consumerId: server, providerId: big, resources: { VCPU: 2 }, projectId: project, userId: user }
  await placement.claim(claim)
  return {
    app,
    db: scratch.db,
    request: requestOver(app, 'placement', 'placement 1.39'),
    async paramsOf(at) {
      // Whoever sets an inventory says of which generation.
      await scratch.db.updateTable('placement.resource_provider').set({ generation }).where('id', '=', big).execute()
      return { uuid: big, consumer: server, name: nameFor(at) }
    },
    bodyOf: (at) => bodies[at],
    queryOf: (at) => queries(project)[at] ?? '',
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  }
}

const nameFor = (at: string) => (at.includes('traits') ? 'HW_CPU_X86_AVX2' : 'VCPU')

const queries = (project: string): Readonly<Record<string, string>> => ({
  'GET /usages': `project_id=${project}`,
  'GET /allocation_candidates': 'resources=VCPU:1',
})
