import { z } from 'zod'
import { keyPairKeys } from '#domain/key-pair/key-pair-keys'
import { newCertificate } from '#domain/key-pair/generate-certificate'
import { newSshKeyPair } from '#domain/key-pair/generate-key-pair'
import { fingerprintOf, type KeyType } from '#domain/key-pair/public-key'
import { notFound } from '#platform/errors'
import { deleteKeyPair, findKeyPair, insertKeyPair, keyPairPage, keyPairSortKeys } from '#store/key-pair-store'
import { withAccountsNamed } from '../accounts-named.ts'
import type { ComputeDeps } from '../compute-deps.ts'
import { asBoolean, booleanValue, inPath } from '#platform/service/fields'
import {
  countHeader,
  pageBefore,
  searchParameters,
  termsOf,
  wantsCount,
} from '#platform/service/list-query/list-search'
import { sortOf, sortParameters } from '#platform/service/list-query/list-sort'
import { nextLinks, type Page, pageOf, pageParameters } from '#platform/service/page'
import type { QueryRule } from '#platform/service/query-rule'
import { limitsOf } from '../quotas/limits-of.ts'
import { described, parseBody } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'
import { keyPairHistory } from './key-pair-history.ts'
import { viewKeyPair, viewKeyPairBriefly, viewNewKeyPair, viewWholeKeyPair } from './view-key-pair.ts'
import { linksSchema } from '#platform/service/links'
import { keyPairSchema, listedKeyPairSchema, newKeyPairSchema } from './key-pair-schema.ts'

const ofUser: QueryRule = { closedSince: '2.75', parameters: { user_id: { since: '2.10' } } }
const listQuery: QueryRule = {
  closedSince: '2.75',
  parameters: {
    user_id: { since: '2.10' },
    limit: { ...pageParameters.limit, since: '2.35' },
    marker: { since: '2.35' },
    'kilonova:before': { ...pageBefore['kilonova:before'], since: '2.35' },
    ...sortParameters(keyPairSortKeys),
    ...searchParameters(keyPairKeys),
    'kilonova:all_users': {
      since: '2.35',
      once: true,
      value: booleanValue,
      summary: 'True for the key pairs of all users, for administrators; markers are their ids.',
    },
    'kilonova:details': {
      once: true,
      value: booleanValue,
      summary: 'True for all that there is to say of each key pair, as when it was added.',
    },
  },
}

const keyName = (pattern: RegExp, allowed: string) =>
  inPath(
    z
      .string()
      .min(1)
      .max(255)
      .regex(pattern, `Names are letters, digits, spaces and ${allowed} only.`)
      .refine((name) => name.trim() === name, 'It must not begin or end with white space.'),
  )

const imported = z.strictObject({
  name: keyName(/^[_\-@. a-zA-Z0-9]+$/, '_-@.'),
  public_key: z.string(),
  type: z.enum(['ssh', 'x509']).optional(),
  user_id: z.string().optional(),
})
const madeOrImported = imported.extend({
  name: keyName(/^[_\- a-zA-Z0-9]+$/, '_-'),
  public_key: z.string().optional(),
})

const keyPairBody = ({ since }: RequestContext) =>
  z.strictObject({ keypair: since('2.92') ? imported : madeOrImported })

type NewKeyPair = z.output<typeof madeOrImported>

function readKeyPair(body: unknown, context: RequestContext): NewKeyPair {
  const { keypair } = parseBody(z.strictObject({ keypair: z.looseObject({}) }), body, context.legacy)
  const newest = keyPairHistory.upgradeRequest(context.version, keypair)
  // A key that the cloud makes travels over the network once: since 2.92 everybody brings their own.
  return parseBody<z.ZodType<NewKeyPair>>(context.since('2.92') ? imported : madeOrImported, newest, context.legacy)
}

/** The key that was brought, or a new one whose private half is shown this once. */
async function keysOf(
  { clock }: ComputeDeps,
  { type, public_key: publicKey, userId }: { type: KeyType; public_key: string | undefined; userId: string },
) {
  if (publicKey !== undefined) return { publicKey, privateKey: undefined }
  return type === 'ssh' ? newSshKeyPair() : newCertificate(userId, clock.now())
}

const userOf = ({ query, caller }: RequestContext) => query.one('user_id') ?? caller.userId

async function getKeyPair({ db }: ComputeDeps, context: RequestContext) {
  const pair = await findKeyPair(db, userOf(context), context.params['name']!)
  if (!pair) throw notFound('Keypair', context.params['name']!)
  return pair
}

const permit = (context: RequestContext, action: 'index' | 'show' | 'create' | 'delete', userId: string) =>
  context.permit(`os_compute_api:os-keypairs:${action}`, { projectId: context.caller.projectId, userId })

/** Key pairs: they belong to a user, in every project. */
export const keyPairRoutes = [
  route('GET /os-keypairs', {
    query: listQuery,
    response: z.strictObject({
      keypairs: z.array(z.strictObject({ keypair: listedKeyPairSchema })),
      keypairs_links: linksSchema.optional(),
    }),
    summary: 'Lists the key pairs of a user.',
    async handle(api, context) {
      const isOfAll = asBoolean(context.query.one('kilonova:all_users') ?? '') === true
      // The key pairs of all are nobody's own.
      permit(context, 'index', isOfAll ? '' : userOf(context))
      const terms = await withAccountsNamed(api.identity, termsOf(context, keyPairKeys, context.caller.seesAll))
      // Before 2.35 the list had no pages.
      const page: Page = context.since('2.35')
        ? pageOf(context, api.config.max_limit)
        : { limit: 1_000_000, marker: undefined }
      const { rows: pairs, total } = await keyPairPage(api.db, isOfAll ? 'all' : { userId: userOf(context) }, {
        ...page,
        terms,
        order: sortOf(context, [{ key: 'name', direction: 'asc' }]),
        isCounted: wantsCount(context),
      })
      const view = asBoolean(context.query.one('kilonova:details') ?? '') ? viewWholeKeyPair : viewKeyPairBriefly
      const ids = pairs.map(({ id, name }) => (isOfAll ? String(id) : name))
      const links = { name: 'keypairs_links', path: '/os-keypairs', page, ids }
      return {
        headers: countHeader(total),
        body: { keypairs: pairs.map((pair) => view(pair, context)), ...nextLinks(context, links) },
      }
    },
  }),
  routeWithBody('POST /os-keypairs', described(keyPairBody, readKeyPair), {
    response: z.strictObject({ keypair: newKeyPairSchema }),
    success: 201,
    summary: 'Imports a key pair.',
    async handle(api, context, { name, type = 'ssh', public_key, user_id: userId = context.caller.userId }) {
      permit(context, 'create', userId)
      const { publicKey, privateKey } = await keysOf(api, { type, public_key, userId })
      const pair = { name, type, userId, publicKey, fingerprint: fingerprintOf(type, publicKey) }
      const { key_pairs } = await limitsOf(api, { projectId: context.caller.projectId ?? '', userId })
      await insertKeyPair(api.db, pair, key_pairs)
      return { status: context.since('2.2') ? 201 : 200, body: { keypair: viewNewKeyPair(pair, privateKey, context) } }
    },
  }),
  route('GET /os-keypairs/:name', {
    query: ofUser,
    response: z.strictObject({ keypair: keyPairSchema }),
    summary: 'Shows a key pair.',
    async handle(api, context) {
      permit(context, 'show', userOf(context))
      return { body: { keypair: viewKeyPair(await getKeyPair(api, context), context) } }
    },
  }),
  route('DELETE /os-keypairs/:name', {
    query: ofUser,
    success: 204,
    summary: 'Deletes a key pair.',
    async handle(api, context) {
      permit(context, 'delete', userOf(context))
      await deleteKeyPair(api.db, userOf(context), context.params['name']!)
      return { status: context.since('2.2') ? 204 : 202 }
    },
  }),
]
