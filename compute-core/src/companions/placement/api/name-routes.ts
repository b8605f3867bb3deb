import { invalid, notFound } from '#platform/errors'
import { standardResourceClasses } from '../domain/resource-classes.ts'
import { namesInUse } from '../store/consumer-store.ts'
import { hrefTo, onlySince, type PlacementApp, type PlacementOptions } from './placement-app.ts'
import { refuseUnknown } from './placement-query.ts'

/** The words of placement: the traits that hosts have, and the classes that resources come in. */
export function addNameRoutes(app: PlacementApp, { db }: PlacementOptions): void {
  app.get('/traits', async (c) => {
    onlySince(c, '1.6')
    refuseUnknown(c, ['name', 'associated'])
    const { name, associated } = c.req.query()
    const isWanted = parseName(name)
    // Those that no host has are not kept: every trait here is associated with one.
    const traits = associated?.toLowerCase() === 'false' ? [] : (await namesInUse(db, 'trait')).filter(isWanted)
    return c.json({ traits })
  })
  app.get('/traits/:name', async (c) => {
    onlySince(c, '1.6')
    const name = c.req.param('name')
    if (!(await namesInUse(db, 'trait')).includes(name)) throw notFound('Trait', name)
    return c.body(null, 204)
  })
  app.get('/resource_classes', async (c) => {
    onlySince(c, '1.2')
    return c.json({ resource_classes: (await classes()).map(classView) })
  })
  app.get('/resource_classes/:name', async (c) => {
    onlySince(c, '1.2')
    const name = c.req.param('name')
    if (!(await classes()).includes(name)) throw notFound('Resource class', name)
    return c.json(classView(name))
  })

  const classes = async () => [...new Set([...standardResourceClasses, ...(await namesInUse(db, 'resource-class'))])]
}

const classView = (name: string) => ({ name, links: [{ rel: 'self', href: hrefTo(`/resource_classes/${name}`) }] })

/** `in:A,B` or `startswith:HW_`. */
function parseName(text: string | undefined): (name: string) => boolean {
  if (text === undefined) return () => true
  if (text.startsWith('in:')) return (name) => text.slice(3).split(',').includes(name)
  if (text.startsWith('startswith:')) return (name) => name.startsWith(text.slice('startswith:'.length))
  throw invalid(`Badly formatted name parameter: '${text}'. It is like in:A,B or startswith:HW_.`, 'name')
}
