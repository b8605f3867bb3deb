import type { CloudContext } from '#platform/http/openstack-app'
import { linkTo, type IdentityOptions } from './identity-app.ts'

/** A list as Keystone sends it, whole: it has no pages. */
export const listReply = (c: CloudContext, options: IdentityOptions, plural: string, items: readonly unknown[]) =>
  c.json({ [plural]: items, links: { next: null, previous: null, self: linkTo(c, options, `/${plural}`) } })

/** `row` with its own address. */
export const withSelf = <Row extends { id: string }>(
  c: CloudContext,
  options: IdentityOptions,
  plural: string,
  row: Row,
) => ({ ...row, links: { self: linkTo(c, options, `/${plural}/${row.id}`) } })
