import { z } from 'zod'
import { conflict, forbidden, invalid } from '#platform/errors'
import { isBase, isReadOnly } from './image-attributes.ts'

/** One change of one attribute. */
export interface Change {
  op: 'add' | 'replace' | 'remove'
  name: string
  value: unknown
}

const path = z.string().startsWith('/').max(1024)
const v21 = z
  .array(z.object({ op: z.enum(['add', 'replace', 'remove']), path, value: z.unknown().optional() }))
  .max(1000)
const v20 = z
  .array(
    z.union([
      z.object({ add: path, value: z.unknown() }),
      z.object({ replace: path, value: z.unknown() }),
      z.object({ remove: path }),
    ]),
  )
  .max(1000)

/** The body of a PATCH, in the form that its media type names. */
export const patchForms = { 'v2.1': v21, 'v2.0': v20 } as const

/** The media types of these forms, the one to be used first. */
export const patchTypes = ['v2.1', 'v2.0'].map((version) => `application/openstack-images-${version}-json-patch`)

/** The changes that a parsed body asks for. */
export function asChanges(body: z.infer<typeof v21> | z.infer<typeof v20>): Change[] {
  return body.map((item) => {
    if ('op' in item) return { op: item.op, name: nameAt(item.path), value: item.value }
    if ('add' in item) return { op: 'add', name: nameAt(item.add), value: item.value }
    if ('replace' in item) return { op: 'replace', name: nameAt(item.replace), value: item.value }
    return { op: 'remove', name: nameAt(item.remove), value: undefined }
  })
}

/** The attribute at a JSON pointer, which here is always one level deep. */
function nameAt(pointer: string): string {
  const [name = '', ...deeper] = pointer.slice(1).split('/')
  // Of all attributes these alone are lists of things with paths of their own, and Glance refuses them all the same.
  if (name === 'locations')
    throw forbidden('Locations cannot be changed: they are not shown here. Upload the bytes of the image instead.')
  if (name === '' || deeper.length > 0)
    throw invalid(`${pointer} names no attribute. A path is one name, as in /name.`, 'path')
  // What is called like this is lost where an object is copied.
  if (name === '__proto__') throw invalid('A property must not be called __proto__. Use another name.', 'path')
  return name.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** `attributes` with `changes` applied in their order. */
export function applyChanges(
  attributes: Readonly<Record<string, unknown>>,
  changes: readonly Change[],
): Record<string, unknown> {
  const changed = new Map(Object.entries(attributes))
  for (const { op, name, value } of changes) {
    if (op !== 'remove' && value === undefined) throw invalid(`The change of ${name} has no value.`, 'value')
    if (isReadOnly(name)) throw forbidden(`Attribute ${name} is read-only.`)
    if (op !== 'add' && !changed.has(name))
      throw conflict(`The image has no property ${name} to ${op}.`, 'Add it instead.')
    if (op === 'remove' && isBase(name))
      throw forbidden(`Attribute ${name} cannot be removed. Replace its value instead.`)
    if (op === 'remove') changed.delete(name)
    else changed.set(name, value)
  }
  return Object.fromEntries(changed)
}
