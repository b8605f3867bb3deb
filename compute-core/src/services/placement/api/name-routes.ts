import { z } from 'zod'
import { invalid, notFound } from '#platform/errors'
import type { Db } from '#platform/db/database'
import { standardResourceClasses } from '../domain/resource-classes.ts'
import { namesInUse } from '../store/consumer-store.ts'
import { hrefTo, route } from './route.ts'

const resourceClass = z.strictObject({
  name: z.string(),
  links: z.array(z.strictObject({ rel: z.string(), href: z.string() })),
})

/** The words of placement: the traits that hosts have, and the classes that resources come in. */
export const nameRoutes = [
  route('GET /traits', {
    since: '1.6',
    rule: 'placement:traits:list',
    summary: 'Lists the traits that hosts have.',
    query: { parameters: { name: {}, associated: {} } },
    response: z.strictObject({ traits: z.array(z.string()) }),
    async handle({ db }, { query }) {
      const isWanted = parseName(query.one('name'))
      // Those that no host has are not kept: every trait here is associated with one.
      const isNone = query.one('associated')?.toLowerCase() === 'false'
      return { body: { traits: isNone ? [] : (await namesInUse(db, 'trait')).filter(isWanted) } }
    },
  }),
  route('GET /traits/:name', {
    since: '1.6',
    rule: 'placement:traits:show',
    summary: 'Says whether a host has a trait.',
    success: 204,
    async handle({ db }, { params }) {
      const name = params['name']!
      if (!(await namesInUse(db, 'trait')).includes(name)) throw notFound('Trait', name)
      return { status: 204 }
    },
  }),
  route('GET /resource_classes', {
    since: '1.2',
    rule: 'placement:resource_classes:list',
    summary: 'Lists the classes that resources come in.',
    response: z.strictObject({ resource_classes: z.array(resourceClass) }),
    handle: async ({ db }) => ({ body: { resource_classes: (await classes(db)).map(classView) } }),
  }),
  route('GET /resource_classes/:name', {
    since: '1.2',
    rule: 'placement:resource_classes:show',
    summary: 'Shows a resource class.',
    response: resourceClass,
    async handle({ db }, { params }) {
      const name = params['name']!
      if (!(await classes(db)).includes(name)) throw notFound('Resource class', name)
      return { body: classView(name) }
    },
  }),
]

const classes = async (db: Db) => [
  ...new Set([...standardResourceClasses, ...(await namesInUse(db, 'resource-class'))]),
]

const classView = (name: string) => ({ name, links: [{ rel: 'self', href: hrefTo(`/resource_classes/${name}`) }] })

/** `in:A,B` or `startswith:HW_`. */
function parseName(text: string | undefined): (name: string) => boolean {
  if (text === undefined) return () => true
  if (text.startsWith('in:')) return (name) => text.slice(3).split(',').includes(name)
  if (text.startsWith('startswith:')) return (name) => name.startsWith(text.slice('startswith:'.length))
  throw invalid(`Badly formatted name parameter: '${text}'. It is like in:A,B or startswith:HW_.`, 'name')
}
