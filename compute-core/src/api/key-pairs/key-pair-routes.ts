import { z } from 'zod'
import { newCertificate } from '#domain/key-pair/generate-certificate'
import { newSshKeyPair } from '#domain/key-pair/generate-key-pair'
import { fingerprintOf, type KeyType } from '#domain/key-pair/public-key'
import { notFound } from '#platform/errors'
import { deleteKeyPair, findKeyPair, insertKeyPair, listKeyPairs } from '#store/key-pair-store'
import type { ComputeDeps } from '../compute-deps.ts'
import { nextLinks, type Page, pageOf, pageParameters } from '../page.ts'
import type { QueryRule } from '../query-rule.ts'
import { limitsOf } from '../quotas/limits-of.ts'
import { parseBody } from '../read-as.ts'
import { type Ask, route, routeWithBody } from '../route.ts'
import { keyPairHistory } from './key-pair-history.ts'
import { viewKeyPair, viewKeyPairBriefly, viewNewKeyPair } from './view-key-pair.ts'

const ofUser: QueryRule = { closedSince: '2.75', parameters: { user_id: { since: '2.10' } } }
const listQuery: QueryRule = {
  closedSince: '2.75',
  parameters: {
    user_id: { since: '2.10' },
    limit: { ...pageParameters.limit, since: '2.35' },
    marker: { since: '2.35' },
  },
}

const keyName = (pattern: RegExp, allowed: string) =>
  z
    .string()
    .min(1)
    .max(255)
    .regex(pattern, `Names are letters, digits, spaces and ${allowed} only.`)
    .refine((name) => name.trim() === name, 'It must not begin or end with white space.')

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

type NewKeyPair = z.output<typeof madeOrImported>

function readKeyPair(body: unknown, ask: Ask): NewKeyPair {
  const { keypair } = parseBody(z.strictObject({ keypair: z.looseObject({}) }), body, ask.legacy)
  const newest = keyPairHistory.upgradeRequest(ask.version, keypair)
  // A key that the cloud makes travels over the network once: since 2.92 everybody brings their own.
  return parseBody<z.ZodType<NewKeyPair>>(ask.since('2.92') ? imported : madeOrImported, newest, ask.legacy)
}

/** The key that was brought, or a new one whose private half is shown this once. */
async function keysOf(
  { clock }: ComputeDeps,
  { type, public_key: publicKey, userId }: { type: KeyType; public_key: string | undefined; userId: string },
) {
  if (publicKey !== undefined) return { publicKey, privateKey: undefined }
  return type === 'ssh' ? newSshKeyPair() : newCertificate(userId, clock.now())
}

const userOf = ({ query, caller }: Ask) => query.one('user_id') ?? caller.userId

async function getKeyPair({ db }: ComputeDeps, ask: Ask) {
  const pair = await findKeyPair(db, userOf(ask), ask.params['name']!)
  if (!pair) throw notFound('Keypair', ask.params['name']!)
  return pair
}

const permit = (ask: Ask, action: 'index' | 'show' | 'create' | 'delete', userId: string) =>
  ask.permit(`os_compute_api:os-keypairs:${action}`, { projectId: ask.caller.projectId, userId })

/** Key pairs: they belong to a user, in every project. */
export const keyPairRoutes = [
  route('GET /os-keypairs', {
    query: listQuery,
    async handle(api, ask) {
      permit(ask, 'index', userOf(ask))
      // Before 2.35 the list had no pages.
      const page: Page = ask.since('2.35') ? pageOf(api, ask) : { limit: 1_000_000, marker: undefined }
      const pairs = await listKeyPairs(api.db, userOf(ask), page)
      const links = { name: 'keypairs_links', path: '/os-keypairs', page, ids: pairs.map(({ name }) => name) }
      return { body: { keypairs: pairs.map((pair) => viewKeyPairBriefly(pair, ask)), ...nextLinks(ask, links) } }
    },
  }),
  routeWithBody('POST /os-keypairs', readKeyPair, {
    async handle(api, ask, { name, type = 'ssh', public_key, user_id: userId = ask.caller.userId }) {
      permit(ask, 'create', userId)
      const { publicKey, privateKey } = await keysOf(api, { type, public_key, userId })
      const pair = { name, type, userId, publicKey, fingerprint: fingerprintOf(type, publicKey) }
      const { key_pairs } = await limitsOf(api, { projectId: ask.caller.projectId ?? '', userId })
      await insertKeyPair(api.db, pair, key_pairs)
      return { status: ask.since('2.2') ? 201 : 200, body: { keypair: viewNewKeyPair(pair, privateKey, ask) } }
    },
  }),
  route('GET /os-keypairs/:name', {
    query: ofUser,
    async handle(api, ask) {
      permit(ask, 'show', userOf(ask))
      return { body: { keypair: viewKeyPair(await getKeyPair(api, ask), ask) } }
    },
  }),
  route('DELETE /os-keypairs/:name', {
    query: ofUser,
    async handle(api, ask) {
      permit(ask, 'delete', userOf(ask))
      await deleteKeyPair(api.db, userOf(ask), ask.params['name']!)
      return { status: ask.since('2.2') ? 204 : 202 }
    },
  }),
]
