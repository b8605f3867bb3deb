import { z } from 'zod'
import { forbidden, notFound } from '#platform/errors'
import type { CloudContext } from '#platform/http/openstack-app'
import { parseAs, readJson } from '#platform/http/read-body'
import { newHexId } from '#platform/ids'
import * as domains from '../store/domain-store.ts'
import { description, flag, name } from './fields.ts'
import type { IdentityApp, IdentityOptions } from './identity-app.ts'
import { listReply, withSelf } from './list-reply.ts'
import { permit, readsAll } from './policy.ts'

const changeable = { description: description.optional(), enabled: z.boolean().optional() }
const createBody = z.object({ domain: z.object({ name: name(64), ...changeable }) })
const updateBody = z.object({ domain: z.object({ name: name(64).optional(), ...changeable }) })

/** A domain as Keystone shows it. */
export const showDomain = (c: CloudContext, options: IdentityOptions, row: domains.DomainRow) =>
  withSelf(c, options, 'domains', { ...row, tags: [], options: {} })

/** Domains: administrators keep them, everybody sees their own. */
export function addDomainRoutes(app: IdentityApp, options: IdentityOptions): void {
  const { db } = options

  app.get('/v3/domains', async (c) => {
    permit('identity:list_domains', readsAll(c.get('caller')))
    const rows = await domains.listDomains(db, { name: c.req.query('name'), enabled: flag(c, 'enabled') })
    return listReply(
      c,
      options,
      'domains',
      rows.map((row) => showDomain(c, options, row)),
    )
  })

  app.post('/v3/domains', async (c) => {
    permit('identity:create_domain', c.get('caller').isAdmin)
    const { domain } = parseAs(createBody, await readJson(c))
    const { name, description = '', enabled = true } = domain
    const row = await domains.insertDomain(db, { id: newHexId(), name, description, enabled })
    return c.json({ domain: showDomain(c, options, row) }, 201)
  })

  app.get('/v3/domains/:id', async (c) => {
    const id = c.req.param('id')
    permit('identity:get_domain', readsAll(c.get('caller')) || c.get('caller').domain.id === id)
    const row = await domains.findDomain(db, id)
    if (!row) throw notFound('Domain', id)
    return c.json({ domain: showDomain(c, options, row) })
  })

  app.patch('/v3/domains/:id', async (c) => {
    permit('identity:update_domain', c.get('caller').isAdmin)
    const id = c.req.param('id')
    const { domain } = parseAs(updateBody, await readJson(c))
    if (id === 'default' && domain.enabled === false)
      throw forbidden('The default domain cannot be disabled: nobody could sign in to enable it again.')
    const change = Object.fromEntries(Object.entries(domain).filter(([, value]) => value !== undefined))
    const row = await domains.updateDomain(db, id, change)
    if (!row) throw notFound('Domain', id)
    return c.json({ domain: showDomain(c, options, row) })
  })

  app.delete('/v3/domains/:id', async (c) => {
    permit('identity:delete_domain', c.get('caller').isAdmin)
    const id = c.req.param('id')
    if (!(await domains.findDomain(db, id))) throw notFound('Domain', id)
    if (!(await domains.deleteDomain(db, id)))
      throw forbidden(`Domain ${id} is enabled and cannot be deleted. Disable it first.`)
    return c.body(null, 204)
  })
}
