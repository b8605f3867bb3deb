import { z } from 'zod'
import { type Microversion, nameOf } from './microversion.ts'
import type { Checks } from './policy.ts'
import type { ParameterRule } from './query-rule.ts'
import type { RequestContext, Route } from './route.ts'
import type { ServiceDefinition } from './service-definition.ts'

/** An OpenAPI 3.1 document of a service, made from its routes: what it takes and answers at its newest version, and who may. */
export function openApiOf<Deps, Rule extends string>(
  definition: ServiceDefinition<Deps, Rule>,
  checks: Checks<Rule>,
): object {
  const { title, summary, versions, routes, documentedPrefix = '' } = definition
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes.filter(({ until }) => until === versions.max)) {
    const path = documentedPrefix + route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, definition, checks) }
  }
  return {
    openapi: '3.1.0',
    info: { title: `${title} API`, summary, version: nameOf(versions, versions.max) },
    servers: [{ url: `/${definition.name}` }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token', description: 'A token of the identity service.' },
      },
    },
  }
}

function operationOf<Deps, Rule extends string>(
  route: Route<Deps, Rule>,
  { versions, name }: ServiceDefinition<Deps, Rule>,
  checks: Checks<Rule>,
) {
  const body = bodySchema(route, versions.max)
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replaceAll(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    // What the audit calls it.
    ...(route.method !== 'GET' && { 'x-kilonova-operation': route.operation }),
    tags: [tagOf(route.path)],
    summary: route.summary ?? `${route.method} ${route.path}`,
    ...(route.since > versions.min && { description: `Since microversion ${nameOf(versions, route.since)}.` }),
    ...(route.isOpen && { security: [] }),
    ...(route.rule === undefined ? {} : { 'x-openstack-policy': { rule: route.rule, check: checks[route.rule] } }),
    parameters: [...pathParameters(route.path), ...queryParameters(route), ...versionHeader(versions, name)],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      [route.success]: {
        description: 'Success.',
        ...(route.response && { content: { 'application/json': { schema: schemaOf(route.response, 'output') } } }),
      },
      default: { description: 'An error; the body says why.' },
    },
  }
}

/** What of the path comes first by itself: `/v2.0/security-groups/:id` is about security-groups. */
const tagOf = (path: string) => path.split('/').find((part) => part !== '' && !/^v\d|^:/.test(part)) ?? 'versions'

const pathParameters = (path: string) =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))

const queryParameters = <Deps, Rule extends string>({ query, until }: Route<Deps, Rule>) =>
  Object.entries(query.parameters ?? {})
    .filter(([, rule]) => rule.until === undefined || until <= Number(rule.until.split('.')[1]))
    .map(([name, rule]: [string, ParameterRule]) => ({
      name,
      in: 'query',
      ...(rule.summary && { description: rule.summary }),
      ...(rule.keys && { 'x-kilonova-keys': rule.keys }),
      schema: rule.value ? schemaOf(rule.value, 'input') : { type: 'string' },
    }))

const versionHeader = (versions: { min: number; max: number }, name: string) =>
  versions.max > versions.min
    ? [{ name: 'OpenStack-API-Version', in: 'header', schema: { type: 'string', examples: [`${name} latest`] } }]
    : []

/** What a route takes from a caller who speaks the newest version. */
function bodySchema<Deps, Rule extends string>({ read }: Route<Deps, Rule>, version: Microversion): object | undefined {
  if (!read) return undefined
  const newest = {
    version,
    since: () => true,
    legacy: false,
    request: new Request('http://localhost/'),
  } as unknown as RequestContext<Rule>
  return read.schema ? schemaOf(read.schema(newest), 'input') : {}
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>
  return rest
}
