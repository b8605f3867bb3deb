import { z } from 'zod'
import { forbidden, notFound } from '#platform/errors'
import { newHexId } from '#platform/ids'
import { readAs } from '#platform/service/read-as'
import { equals } from '../domain/list-filter.ts'
import * as domains from '../store/domain-store.ts'
import { identityPage } from '../store/listing.ts'
import { domainListing } from '../store/listings.ts'
import { extraOf, resourceOptions } from './extra-attributes.ts'
import { description, name } from './fields.ts'
import { filterBy, searchable } from './list-filters.ts'
import { listedDomains, thisDomain } from './policy-targets.ts'
import { route, routeWithBody } from './route.ts'
import { domainView, viewDomain } from './view-domain.ts'
import { listed, listOf } from './view-list.ts'

const noTags = 'Domains have no tags here: leave them out.'
const newDomain = z.looseObject({
  name: name(64),
  description: description.nullable().optional(),
  enabled: z.boolean().optional(),
  options: resourceOptions.optional(),
  tags: z.array(z.never(), noTags).max(0, noTags).optional(),
  explicit_domain_id: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'It must be 32 hexadecimal digits.')
    .optional(),
})
const createBody = z.object({ domain: newDomain })
const updateBody = z.object({ domain: newDomain.omit({ explicit_domain_id: true }).partial() })
const response = z.strictObject({ domain: domainView })

const filters = searchable('domains', filterBy({ name: 'text', enabled: 'flag' }))

/** Domains: administrators keep them, everybody sees the one of their project. */
export const domainRoutes = [
  route('GET /v3/domains', {
    rule: 'identity:list_domains',
    target: listedDomains,
    query: { parameters: filters.parameters },
    response: listOf('domains', domainView),
    summary: 'List domains.',
    async handle({ db, maxLimit }, context) {
      // With a token for a domain, whoever may not see all sees that one.
      const { scopeDomain, isAdmin } = context.caller
      const scope = scopeDomain && !isAdmin ? [equals('id', scopeDomain.id)] : []
      return listed(
        context,
        'domains',
        await identityPage(db, domainListing, filters.of(context, maxLimit), scope),
        viewDomain,
      )
    },
  }),

  routeWithBody('POST /v3/domains', readAs(createBody), {
    rule: 'identity:create_domain',
    target: () => ({}),
    success: 201,
    response,
    summary: 'Create a domain.',
    async handle({ db }, context, { domain }) {
      const { name, description, enabled = true, options, explicit_domain_id: id = newHexId() } = domain
      const row = await domains.insertDomain(db, {
        id,
        name,
        description: description ?? '',
        enabled,
        options,
        extra: extraOf(newDomain, domain),
      })
      return { status: 201, body: { domain: viewDomain(context, row) } }
    },
  }),

  route('GET /v3/domains/:id', {
    rule: 'identity:get_domain',
    target: thisDomain,
    response,
    summary: 'Show a domain.',
    async handle({ db }, context) {
      const id = context.params['id']!
      const row = await domains.findDomain(db, id)
      if (!row) throw notFound('Domain', id)
      return { body: { domain: viewDomain(context, row) } }
    },
  }),

  routeWithBody('PATCH /v3/domains/:id', readAs(updateBody), {
    rule: 'identity:update_domain',
    target: thisDomain,
    response,
    summary: 'Change a domain.',
    async handle({ db }, context, { domain }) {
      const id = context.params['id']!
      if (id === 'default' && domain.enabled === false)
        throw forbidden('The default domain cannot be disabled: nobody could sign in to enable it again.')
      const { name, description, enabled, options } = domain
      const row = await domains.updateDomain(db, id, {
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description: description ?? '' }),
        ...(enabled !== undefined && { enabled }),
        ...(options !== undefined && { options }),
        extra: extraOf(newDomain, domain),
      })
      if (!row) throw notFound('Domain', id)
      return { body: { domain: viewDomain(context, row) } }
    },
  }),

  route('DELETE /v3/domains/:id', {
    rule: 'identity:delete_domain',
    target: thisDomain,
    success: 204,
    summary: 'Delete a disabled domain with all that is in it.',
    async handle({ db }, { params, note }) {
      const id = params['id']!
      const domain = await domains.findDomain(db, id)
      if (!domain) throw notFound('Domain', id)
      note({ target: { name: domain.name } })
      if (!(await domains.deleteDomain(db, id)))
        throw forbidden(`Domain ${id} is enabled and cannot be deleted. Disable it first.`)
      return { status: 204 }
    },
  }),
]
