import type {
  JoinTokenView,
  NewJoinTokenView,
  UsedJoinTokenView,
} from '@kilonova/compute-core/api/kilonova/hosts/host-schema'
import { queryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'

/** What lets one machine join, without its secret. */
export type JoinToken = JoinTokenView

/** The same when it was made, with the commands that have its secret. */
export type NewJoinToken = NewJoinTokenView

const path = '/kilonova/hosts/join-tokens'

const everyMs = 20_000
/** While somebody waits for a machine to join. */
const soonMs = 1500

/** The tokens that machines can still join with. */
export const joinTokensQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'join tokens'],
    queryFn: async ({ signal }) =>
      (await api(bff).read<{ join_tokens: JoinToken[] }>('compute', path, { signal })).join_tokens,
    refetchInterval: everyMs,
    meta: { staleAfter: [{ topic: 'host' }] },
  })

/** What has become of one token; asked again and again until its host is among the others. */
export const joinTokenQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'join token', id],
    queryFn: async ({ signal }) =>
      (await api(bff).read<{ join_token: UsedJoinTokenView }>('compute', `${path}/${id}`, { signal })).join_token,
    refetchInterval: ({ state: { data } }) =>
      data?.is_reporting || (data?.used_at === null && data.remaining === 0) ? false : soonMs,
    meta: { staleAfter: [{ topic: 'host' }] },
  })

/** Makes a token for one machine, which must have that name; any where it is null. */
export const makeJoinToken = async (bff: Bff, hostName: string | null): Promise<NewJoinToken> => {
  const json = { join_token: { host_name: hostName } }
  return (await api(bff).read<{ join_token: NewJoinToken }>('compute', path, { method: 'POST', json })).join_token
}

/** Takes a token back: nobody joins with it any more. */
export const takeBackJoinToken = (bff: Bff, { id }: JoinToken) =>
  api(bff).send('compute', `${path}/${id}`, { method: 'DELETE' })
