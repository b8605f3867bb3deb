import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { identityRoutes } from '#services/identity/api/identity-routes'
import type { RequestContext } from '#services/identity/api/route'
import { anIdentityWorld } from './support/an-identity-world.ts'
import type { ServiceWorld } from './support/service-suite.ts'

let world: ServiceWorld
beforeAll(async () => {
  world = await anIdentityWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

/** What is written and not shown again, with the reason. */
const notShown: Readonly<Record<string, string>> = {
  'user.password': 'a password is shown to nobody',
  'user.federated': 'only an empty list is taken, as nobody signs in through another identity provider',
  'domain.explicit_domain_id': 'it is shown as the id',
  'application_credential.secret': 'it is shown once, when it is made',
  'trust.allow_redelegation': 'it is shown as the number of redelegations',
  'user.original_password': 'a password is shown to nobody',
  'second_factor.secret': 'whoever can read it can make passcodes',
  'second_factor.passcode': 'it is used up',
}

/** Bodies that ask for a token and write nothing. */
const actions = new Set(['auth', 'credentials'])

interface Schema {
  properties?: Readonly<Record<string, Schema>>
}

/** The attributes of what a route takes, by the schema that it reads bodies with. */
function attributesOf(route: (typeof identityRoutes)[number]): [wrapper: string, names: string[]] | undefined {
  const schema = route.read?.schema?.({ since: () => true } as unknown as RequestContext)
  const [wrapper, inner] = Object.entries(
    schema ? ((z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema).properties ?? {}) : {},
  )[0] ?? ['', {}]
  return inner.properties && [wrapper, Object.keys(inner.properties)]
}

const written = identityRoutes.flatMap((route) => {
  const at = `${route.method} ${route.path}`
  const [wrapper, names] = attributesOf(route) ?? []
  return wrapper === undefined || actions.has(wrapper) ? [] : names!.map((name) => [at, wrapper, name, route] as const)
})

test.each(written)('%s: %s.%s is written, and then read back', async (at, wrapper, name, route) => {
  const sent = world.bodyOf(at) as Record<string, Record<string, unknown>>
  expect(sent[wrapper], `furnish the body of ${at}`).toHaveProperty([name])
  const params = await world.paramsOf(at)
  const path = route.path.replaceAll(/:(\w+)/g, (_, key: string) => params[key]!)
  const response = await world.request({ line: `${route.method} ${path}`, body: sent })
  expect(response).toMatchObject({ status: route.success })
  if (Object.hasOwn(notShown, `${wrapper}.${name}`)) return
  const shown = response.body[wrapper]
  // Roles and access rules are shown with more than what was said of them.
  expect({ [name]: shown[name] }).toMatchObject({ [name]: sent[wrapper]![name] })
  const own = new URL(shown.links.self).pathname.replace(/^\/identity/, '')
  const again = await world.request({ line: `GET ${own}` })
  expect({ [name]: again.body[wrapper][name] }).toMatchObject({ [name]: sent[wrapper]![name] })
})

test('what is not shown again has its reason and is an attribute', () => {
  const all = written.map(([, wrapper, name]) => `${wrapper}.${name}`)
  for (const [name, reason] of Object.entries(notShown)) {
    expect(all).toContain(name)
    expect(reason).toMatch(/\w+ \w+/)
  }
})
