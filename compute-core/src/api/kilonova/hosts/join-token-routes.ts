import { z } from 'zod'
import { isHostName } from '#domain/host/host-name'
import { conflict, notFound } from '#platform/errors'
import { isUuid } from '#platform/ids'
import { hostField } from '#platform/service/fields'
import { readAs } from '#platform/service/read-as'
import { writeJoinToken } from '#platform/wire/join-token'
import {
  findJoinToken,
  issueJoinToken,
  type JoinToken,
  openJoinTokens,
  revokeJoinToken,
} from '#store/host-join-token-store'
import type { ComputeDeps } from '../../compute-deps.ts'
import { route, routeWithBody } from '../../route.ts'
import { joinTokenSchema, type JoinTokenView, newJoinTokenSchema, usedJoinTokenSchema } from './host-schema.ts'

const path = '/kilonova/hosts/join-tokens'

const goodForSeconds = 3600

const newHostName = hostField.refine(isHostName, 'No host may be called so.')
const tokenBody = z.strictObject({ join_token: z.strictObject({ host_name: newHostName.nullable().optional() }) })

/** What lets a machine become a host. */
export const joinTokenRoutes = [
  route(`GET ${path}`, {
    rule: 'kilonova:join-tokens:list',
    response: z.strictObject({ join_tokens: z.array(joinTokenSchema) }),
    summary: 'Lists the tokens that a machine can still join with, the newest first; their secrets are told nobody.',
    async handle(api) {
      const tokens = await openJoinTokens(api.db)
      return { body: { join_tokens: await viewTokens(api, tokens) } }
    },
  }),
  route(`GET ${path}/:token`, {
    rule: 'kilonova:join-tokens:list',
    response: z.strictObject({ join_token: usedJoinTokenSchema }),
    summary: 'Shows a token, and which host has joined with it.',
    async handle(api, { params }) {
      const id = params['token']!
      const token = isUuid(id) ? await findJoinToken(api.db, id) : undefined
      if (!token) throw notFound('Join token', id)
      const { usedAt, usedBy, isReporting } = token
      const [view] = await viewTokens(api, [token])
      const used = { used_at: usedAt?.toISOString() ?? null, used_by: usedBy, is_reporting: isReporting }
      return { body: { join_token: { ...view!, ...used } } }
    },
  }),
  routeWithBody(`POST ${path}`, readAs(tokenBody), {
    rule: 'kilonova:join-tokens:create',
    success: 201,
    response: z.strictObject({ join_token: newJoinTokenSchema }),
    summary: 'Makes a token with which one machine joins as a host within an hour, and the command to type there.',
    async handle(api, { caller, note }, { join_token: { host_name: hostName = null } }) {
      const places = await api.joining.places()
      if (places.length === 0)
        throw conflict(
          'The port for hosts listens on this machine alone, so no other machine can join.',
          'Set KILONOVA_HOST to an address that they reach, or to 0.0.0.0 for all, and start the cloud again.',
        )
      const { secret, ...made } = await issueJoinToken(api.db, { hostName, createdBy: caller.userId }, goodForSeconds)
      note({ target: { kind: 'join-token', id: made.id, name: hostName ?? made.id } })
      const token = writeJoinToken({ fingerprint: api.joining.fingerprint, secret })
      const name = hostName === null ? '' : ` --name ${hostName}`
      const commands = places.map((place) => `npm run agent -- join https://${place} --token ${token}${name}`)
      const [view] = await viewTokens(api, [made])
      return { status: 201, body: { join_token: { ...view!, token, commands } } }
    },
  }),
  route(`DELETE ${path}/:token`, {
    rule: 'kilonova:join-tokens:delete',
    success: 204,
    summary: 'Takes a token back that no machine has joined with.',
    async handle({ db }, { params }) {
      const id = params['token']!
      if (!isUuid(id) || !(await revokeJoinToken(db, id))) throw notFound('Join token', id)
      return { status: 204 }
    },
  }),
]

async function viewTokens(
  { identity, clock }: Pick<ComputeDeps, 'identity' | 'clock'>,
  tokens: readonly JoinToken[],
): Promise<JoinTokenView[]> {
  const names = await identity.namesOf(
    'user',
    tokens.map(({ createdBy }) => createdBy),
  )
  return tokens.map(({ id, hostName, createdBy, createdAt, expiresAt }) => ({
    id,
    host_name: hostName,
    created_by: createdBy,
    created_by_name: names.get(createdBy) ?? null,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    remaining: Math.max(0, Math.round((expiresAt.getTime() - clock.now().getTime()) / 1000)),
  }))
}
