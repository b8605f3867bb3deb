import { z } from 'zod'
import { isScoped, type TokenRow } from '../store/token-store.ts'
import type { IdentityDeps } from './identity-deps.ts'
import type { RequestContext } from './route.ts'
import { catalogView } from './view-catalog.ts'
import { catalogOf } from './whole-catalog.ts'

const named = { id: z.string(), name: z.string() }
const inDomain = z.strictObject({ ...named, domain: z.strictObject(named) })

/** A token as its holder and services see it. */
export const tokenView = z.strictObject({
  methods: z.array(z.string()),
  user: inDomain.extend({ password_expires_at: z.null() }),
  audit_ids: z.array(z.string()),
  expires_at: z.string(),
  issued_at: z.string(),
  is_domain: z.boolean().optional(),
  project: inDomain.optional(),
  domain: z.strictObject(named).optional(),
  system: z.strictObject({ all: z.literal(true) }).optional(),
  roles: z.array(z.strictObject(named)).optional(),
  application_credential: z
    .strictObject({
      ...named,
      restricted: z.boolean(),
      access_rules: z.array(z.record(z.string(), z.string())).optional(),
    })
    .optional(),
  'OS-TRUST:trust': z
    .strictObject({
      id: z.string(),
      impersonation: z.boolean(),
      trustor_user: z.strictObject({ id: z.string() }),
      trustee_user: z.strictObject({ id: z.string() }),
      redelegated_trust_id: z.string().optional(),
      redelegation_count: z.number().optional(),
    })
    .optional(),
  catalog: catalogView.optional(),
})

export type TokenView = z.output<typeof tokenView>

/** `date` as Keystone writes times: whole seconds with six zeros behind them. */
export const keystoneTime = (date: Date): string => `${date.toISOString().slice(0, 19)}.000000Z`

/** `token` as Keystone shows it; the catalog is left out of one without scope, or where the query says `nocatalog`. */
export async function viewToken(deps: IdentityDeps, { links, query }: RequestContext, token: TokenRow) {
  const scoped = isScoped(token)
  return {
    methods: token.methods,
    user: {
      id: token.user_id,
      name: token.user_name,
      domain: { id: token.user_domain_id, name: token.user_domain_name },
      password_expires_at: null,
    },
    audit_ids: token.audit_ids,
    expires_at: keystoneTime(token.expires_at),
    issued_at: keystoneTime(token.issued_at),
    ...scopeOf(token),
    ...delegationOf(token),
    ...(scoped && { roles: token.roles }),
    ...(scoped &&
      !query.has('nocatalog') && {
        catalog: await catalogOf(deps, links.origin, { userId: token.user_id, projectId: token.project_id }),
      }),
  }
}

function delegationOf({ application_credential: credential, trust }: TokenRow) {
  return {
    ...(credential && {
      application_credential: {
        id: credential.id,
        name: credential.name,
        restricted: !credential.unrestricted,
        ...(credential.access_rules.length > 0 && { access_rules: credential.access_rules }),
      },
    }),
    ...(trust && {
      'OS-TRUST:trust': {
        id: trust.id,
        impersonation: trust.impersonation,
        trustor_user: { id: trust.trustor_user_id },
        trustee_user: { id: trust.trustee_user_id },
        ...(trust.redelegated_trust_id !== null && {
          redelegated_trust_id: trust.redelegated_trust_id,
          redelegation_count: trust.redelegation_count,
        }),
      },
    }),
  }
}

function scopeOf(token: TokenRow) {
  if (token.on_system) return { system: { all: true } }
  if (token.domain_id !== null) return { domain: { id: token.domain_id, name: token.domain_name } }
  if (token.project_id === null) return {}
  return {
    is_domain: false,
    project: {
      id: token.project_id,
      name: token.project_name,
      domain: { id: token.project_domain_id, name: token.project_domain_name },
    },
  }
}
