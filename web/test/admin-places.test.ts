import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { computeService } from '@kilonova/compute-core/api/compute-api'
import { refusedTo } from '@kilonova/compute-core/platform/service/permits'
import { defaultChecksOf, readRulesOf } from '@kilonova/compute-core/platform/service/default-checks'
import { policyOf } from '@kilonova/compute-core/platform/service/policy'
import { identityDefinition } from '@kilonova/compute-core/services/identity/api/identity-api'
import { imageDefinition } from '@kilonova/compute-core/services/image/api/image-api'
import { networkDefinition } from '@kilonova/compute-core/services/network/api/network-api'
import { placementDefinition } from '@kilonova/compute-core/services/placement/api/placement-api'
import { commandRules } from '@kilonova/bff/resources/server-refusals'
import { expect, test } from 'vitest'
import { isTest, sources } from './source-files.ts'

// Nothing here is a list of pages: what administrators may do is asked of the services' own tables and policies, and its place is found in
// the code of the dashboard, which names the rule of a control, or calls the route.

type Definition = Parameters<typeof defaultChecksOf<never, string>>[0] & { name: string }
const services = [
  computeService,
  identityDefinition,
  imageDefinition,
  networkDefinition,
  placementDefinition,
] as unknown as readonly Definition[]

const bff = join(import.meta.dirname, '../../bff/src')
const texts = [
  ...[...sources].flatMap(([file, text]) => (isTest(file) ? [] : [text])),
  ...readdirSync(bff, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !isTest(file))
    .map((file) => readFileSync(join(bff, file), 'utf8')),
]

const person = (roles: readonly string[]) =>
  ({ userId: 'ada', projectId: 'demo', domain: { id: 'default' }, roles, isAdmin: roles.includes('admin') }) as never

interface Operation {
  rule: string
  /** The paths of its routes; none for one that a handler asks. */
  paths: readonly string[]
  isReading: boolean
}

/** What an administrator may do and a member may not, by its rule: what a route asks, and what handlers ask before they change something. */
function operationsOf(definition: Definition): Operation[] {
  const policy = policyOf(defaultChecksOf(definition))
  const member = refusedTo(person(['member', 'reader']), policy)
  const admin = refusedTo(person(['admin', 'manager', 'member', 'reader']), policy)
  const reads = readRulesOf(definition)
  const helpers = new Set(Object.values(policy.checks).flatMap((check) => check.match(/(?<=rule:)[^\s()]+/g) ?? []))
  return Object.keys(member)
    .filter((rule) => !(rule in admin) && !helpers.has(rule))
    .map((rule) => {
      const paths = definition.routes.flatMap((route) => (route.rule === rule ? [route.path] : []))
      return { rule, paths, isReading: reads.has(rule) }
    })
    .filter(({ paths, isReading }) => paths.length > 0 || !isReading)
}

const operations = services.flatMap(operationsOf)

const named = new Set<string>([
  ...Object.values(commandRules),
  ...texts.flatMap((text) => text.match(/(?<=')[\w-]+(:[\w-]+)*(?=')|(?<=needs=")[\w:-]+(?=")/g) ?? []),
])

/** The addresses that the dashboard calls, as patterns: what is put into them may be anything. */
const called = texts
  .flatMap((text) => text.match(/(?<=[`'])(?:\/|\$\{)[^`'?\n]*/g) ?? [])
  .map((path) => path.replaceAll(/\$\{[^}]*\}+/g, '*').split('/'))

/** Whether an address that is called is that of a route; one that begins with a variable may be any that ends so. */
function isCalled(path: string): boolean {
  const wanted = path.replace(/^\/v(2|2\.0|3)(?=\/)/, '').split('/')
  return called.some((segments) => {
    const tail = segments[0]?.includes('*') ? wanted.slice(-(segments.length - 1)) : wanted
    const rest = segments[0]?.includes('*') ? segments.slice(1) : segments
    return (
      rest.length > 0 &&
      rest.length === tail.length &&
      rest.every((segment, index) => segment === tail[index] || (segment.includes('*') && tail[index]!.startsWith(':')))
    )
  })
}

/** A reading has its place where it is called; a change where a control says that it takes the rule. */
const hasPlace = ({ rule, paths, isReading }: Operation): boolean =>
  named.has(rule) || (isReading && paths.some(isCalled))

/** What administrators may do and not in the console, by the reason. The list may only become shorter. */
const reasons: Readonly<Record<string, readonly string[]>> = {
  'it is asked beside another rule, by which the form is offered': [
    'compute:servers:create:requested_destination',
    'os_compute_api:servers:create:forced_host',
    'os_compute_api:servers:create:zero_disk_flavor',
    'os_compute_api:os-shelve:unshelve_to_host',
    'os_compute_api:os-lock-server:unlock:unlock_override',
  ],
  'it is for services and not for people': [
    'os_compute_api:os-console-auth-tokens',
    'os_compute_api:os-server-external-events:create',
    'os_compute_api:os-instance-usage-audit-log:list',
    'identity:ec2tokens_validate',
    'fetch_image_location',
    'tasks_api_access',
    'create_port:binding:host_id',
    'update_port:binding:host_id',
  ],
  'the service shows the same under another address, which the console reads': [
    'os_compute_api:os-hosts:list',
    'os_compute_api:os-hosts:update',
    'os_compute_api:os-hypervisors:list',
    'os_compute_api:os-hypervisors:search',
    'os_compute_api:os-hypervisors:servers',
    'os_compute_api:os-hypervisors:statistics',
    'os_compute_api:os-hypervisors:uptime',
    'identity:list_grants',
    'identity:list_system_grants_for_user',
    'identity:list_system_grants_for_group',
    'get_quota',
    'placement:allocation_candidates:list',
    'placement:traits:list',
  ],
  'no host here can do it': [
    'os_compute_api:os-baremetal-nodes:list',
    'os_compute_api:os-evacuate',
    'os_compute_api:os-hosts:start',
    'os_compute_api:os-migrate-server:migrate',
    'os_compute_api:os-migrate-server:migrate_live',
    'os_compute_api:servers:migrations:delete',
    'os_compute_api:servers:migrations:force_complete',
    'os_compute_api:os-admin-actions:inject_network_info',
    'create_network:router:external',
    'update_network:router:external',
    'create_subnet:service_types',
    'update_subnet:service_types',
  ],
  'the catalog, roles of domains, tags and implied roles are set up once, by the command line': [
    'identity:list_endpoints',
    'identity:list_services',
    'identity:create_region',
    'identity:update_region',
    'identity:delete_region',
    'identity:create_service',
    'identity:update_service',
    'identity:delete_service',
    'identity:create_endpoint',
    'identity:update_endpoint',
    'identity:delete_endpoint',
    'identity:create_implied_role',
    'identity:delete_implied_role',
    'identity:list_implied_roles',
    'identity:create_domain_role',
    'identity:update_domain_role',
    'identity:delete_domain_role',
    'identity:update_project_tags',
    'identity:create_project_tag',
    'identity:delete_project_tags',
    'identity:delete_project_tag',
  ],
  'metadata definitions are loaded by the command line': [
    'modify_metadef_namespace',
    'add_metadef_namespace',
    'delete_metadef_namespace',
    'modify_metadef_object',
    'add_metadef_object',
    'delete_metadef_object',
    'add_metadef_resource_type_association',
    'remove_metadef_resource_type_association',
    'modify_metadef_property',
    'add_metadef_property',
    'remove_metadef_property',
    'modify_metadef_tag',
    'add_metadef_tag',
    'add_metadef_tags',
    'delete_metadef_tag',
    'delete_metadef_tags',
  ],
}
const elsewhere: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(reasons).flatMap(([reason, rules]) => rules.map((rule) => [rule, reason])),
)
const mostElsewhere = 75

test('everything that an administrator may do has its place in the console, or a reason', () => {
  expect(operations.length).toBeGreaterThan(80)
  const homeless = operations.filter((one) => !hasPlace(one) && !Object.hasOwn(elsewhere, one.rule))
  expect(homeless.map(({ rule }) => rule)).toEqual([])
})

test('what has no place is what an administrator may do, has none, and says why; the list only shrinks', () => {
  const homeless = new Set(operations.filter((one) => !hasPlace(one)).map(({ rule }) => rule))
  expect(Object.keys(elsewhere).filter((rule) => !homeless.has(rule))).toEqual([])
  expect(Object.keys(elsewhere).length).toBeLessThanOrEqual(mostElsewhere)
})

test('every rule that a control takes is one that there is', () => {
  const rules = new Set(services.flatMap((definition) => Object.keys(definition.rules)))
  const taken = [...sources.values()].flatMap((text) =>
    [...text.matchAll(/\bneeds(?:: |=\{?)(\[[^\]]*\]|'[^']*'|"[^"]*")/g)].flatMap(
      ([, literal]) => literal!.match(/[\w-]+(:[\w-]+)+|\b(update|delete|create|add)_\w+/g) ?? [],
    ),
  )
  expect(taken.length).toBeGreaterThan(40)
  expect(taken.filter((rule) => !rules.has(rule))).toEqual([])
})
