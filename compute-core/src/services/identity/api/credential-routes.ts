import { createHash, randomBytes } from 'node:crypto'
import { equals } from '../domain/list-filter.ts'
import { z } from 'zod'
import { forbidden, invalid, notFound } from '#platform/errors'
import { newHexId } from '#platform/ids'
import { inPath } from '#platform/service/fields'
import { readAs } from '#platform/service/read-as'
import * as store from '../store/credential-store.ts'
import { findProject } from '../store/project-store.ts'
import { findUser } from '../store/user-store.ts'
import { assertNoRestrictedCredential } from './delegated-roles.ts'
import { extraOf } from './extra-attributes.ts'
import { id, name, text } from './fields.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { filterBy } from './list-filters.ts'
import {
  newCredential,
  ofCredentialsOwner,
  ofUser,
  ownCredentials,
  thisCredential,
  thisEc2Credential,
} from './policy-targets.ts'
import { type RequestContext, route, routeWithBody } from './route.ts'
import { listOf, selfLink, viewList, withSelf } from './view-list.ts'

const newAttributes = z.looseObject({
  type: name(255),
  blob: text(65_535),
  user_id: id.optional(),
  project_id: id.nullable().optional(),
})
const createBody = z.object({ credential: newAttributes })
const updateBody = z.object({ credential: newAttributes.partial() })
const ec2Body = z.object({ tenant_id: id })

const credentialView = z.looseObject({
  id: z.string(),
  type: z.string(),
  blob: z.string(),
  user_id: z.string(),
  project_id: z.string().nullable(),
  links: selfLink,
})
const response = z.strictObject({ credential: credentialView })
const ec2View = z.strictObject({
  user_id: z.string(),
  tenant_id: z.string().nullable(),
  access: z.string(),
  secret: z.string(),
  trust_id: z.string().nullable(),
  links: selfLink,
})
const ec2Response = z.strictObject({ credential: ec2View })

const filters = filterBy({ user_id: 'id', type: 'id' })

/** Credentials of users besides their passwords: of any type, and those with which the EC2 API signs. */
export const credentialRoutes = [
  route('GET /v3/credentials', {
    rule: 'identity:list_credentials',
    target: ownCredentials,
    query: { parameters: filters.parameters },
    response: listOf('credentials', credentialView),
    summary: 'List credentials: one’s own, or all for administrators.',
    async handle({ db, seal }, context) {
      // Asked of the database, so that nobody has it read the credentials of all others.
      const own = equals('user_id', context.caller.userId)
      const seesAll = context.may('identity:get_credential', ofOwner(''))
      const rows = await store.listCredentials(db, [...filters.of(context.query), ...(seesAll ? [] : [own])])
      const seen = rows.filter(
        (row) => context.may('identity:get_credential', ofOwner(row.user_id)) && isWithin(context, row),
      )
      return {
        body: viewList(
          context,
          'credentials',
          seen.map((row) => viewCredential(seal, context, row)),
        ),
      }
    },
  }),

  routeWithBody('POST /v3/credentials', readAs(createBody), {
    rule: 'identity:create_credential',
    target: newCredential,
    success: 201,
    response,
    summary: 'Keep a credential.',
    async handle(deps, context, { credential }) {
      const { type, blob, user_id: userId = context.caller.userId, project_id: projectId = null } = credential
      assertMayKeep(context, type, projectId)
      await assertKnown(deps.db, userId, projectId)
      const access = accessOf(type, blob, projectId)
      const row = await store.insertCredential(deps.db, {
        id: access === null ? newHexId() : idOf(access),
        user_id: userId,
        project_id: projectId,
        type,
        access,
        blob: deps.seal.close(blob),
        ...madeThrough(context),
        extra: extraOf(newAttributes, credential),
      })
      return { status: 201, body: { credential: viewCredential(deps.seal, context, row) } }
    },
  }),

  route('GET /v3/credentials/:id', {
    rule: 'identity:get_credential',
    target: thisCredential,
    response,
    summary: 'Show a credential.',
    async handle({ db, seal }, context) {
      const row = await credentialOf(db, context)
      return { body: { credential: viewCredential(seal, context, row) } }
    },
  }),

  routeWithBody('PATCH /v3/credentials/:id', readAs(updateBody), {
    rule: 'identity:update_credential',
    target: thisCredential,
    response,
    summary: 'Change a credential.',
    async handle({ db, seal }, context, { credential }) {
      const known = await credentialOf(db, context)
      const type = credential.type ?? known.type
      const blob = credential.blob ?? seal.open(known.blob)
      const userId = credential.user_id ?? known.user_id
      const projectId = credential.project_id === undefined ? known.project_id : credential.project_id
      // Whoever gives it away must be allowed to keep it for the other one as well.
      context.permit('identity:update_credential', ofOwner(userId))
      assertMayKeep(context, type, projectId)
      await assertKnown(db, userId, projectId)
      const row = await store.updateCredential(db, known.id, {
        type,
        access: accessOf(type, blob, projectId),
        blob: seal.close(blob),
        user_id: userId,
        project_id: projectId,
        extra: extraOf(newAttributes, credential),
      })
      if (!row) throw notFound('Credential', known.id)
      return { body: { credential: viewCredential(seal, context, row) } }
    },
  }),

  route('DELETE /v3/credentials/:id', {
    rule: 'identity:delete_credential',
    target: thisCredential,
    success: 204,
    summary: 'Delete a credential.',
    async handle({ db }, context) {
      await store.deleteCredential(db, (await credentialOf(db, context)).id)
      return { status: 204 }
    },
  }),

  route('GET /v3/users/:user/credentials/OS-EC2', {
    rule: 'identity:ec2_list_credentials',
    target: ofUser,
    response: listOf('credentials', ec2View),
    summary: 'List the EC2 credentials of a user.',
    async handle({ db, seal }, context) {
      const userId = context.params['user']!
      if (!(await findUser(db, userId))) throw notFound('User', userId)
      const conditions = [equals('user_id', userId), equals('type', 'ec2')]
      const rows = (await store.listCredentials(db, conditions)).filter((row) => isWithin(context, row))
      return {
        body: viewList(
          context,
          'credentials',
          rows.map((row) => viewEc2(seal, context, row)),
        ),
      }
    },
  }),

  routeWithBody('POST /v3/users/:user/credentials/OS-EC2', readAs(ec2Body), {
    rule: 'identity:ec2_create_credential',
    target: ofCredentialsOwner,
    success: 201,
    response: ec2Response,
    summary: 'Create an EC2 credential of a user for a project.',
    async handle({ db, seal }, context, { tenant_id: projectId }) {
      const userId = context.params['user']!
      assertMayKeep(context, 'ec2', projectId)
      await assertKnown(db, userId, projectId)
      const access = newHexId()
      const blob = JSON.stringify({
        access,
        secret: randomBytes(16).toString('hex'),
        trust_id: context.caller.delegation?.trustId ?? null,
      })
      const row = await store.insertCredential(db, {
        id: idOf(access),
        user_id: userId,
        project_id: projectId,
        type: 'ec2',
        access,
        blob: seal.close(blob),
        ...madeThrough(context),
      })
      return { status: 201, body: { credential: viewEc2(seal, context, row) } }
    },
  }),

  route('GET /v3/users/:user/credentials/OS-EC2/:access', {
    rule: 'identity:ec2_get_credential',
    target: thisEc2Credential,
    response: ec2Response,
    summary: 'Show an EC2 credential.',
    async handle({ db, seal }, context) {
      return { body: { credential: viewEc2(seal, context, await ec2CredentialOf(db, context)) } }
    },
  }),

  route('DELETE /v3/users/:user/credentials/OS-EC2/:access', {
    rule: 'identity:ec2_delete_credential',
    target: thisEc2Credential,
    success: 204,
    summary: 'Delete an EC2 credential.',
    async handle({ db }, context) {
      await store.deleteCredential(db, (await ec2CredentialOf(db, context)).id)
      return { status: 204 }
    },
  }),
]

/** The id of the credential with this access key, as Keystone makes it. */
const idOf = (access: string): string => createHash('sha256').update(access).digest('hex')

const ofOwner = (userId: string) => ({ attributes: { 'target.credential.user_id': userId } })

/** A credential is no better than the token that it was made with. */
const madeThrough = ({ caller: { delegation } }: RequestContext) => ({
  application_credential_id: delegation?.applicationCredentialId ?? null,
  trust_id: delegation?.trustId ?? null,
})

/**
 * Whether a credential is there for the token that asks. One that is limited sees what was made with the same limits alone: another
 * credential of its user would sign it in to more. One that is not limited sees those of its project, as in Keystone.
 */
function isWithin({ caller: { delegation, projectId } }: RequestContext, row: store.CredentialRow): boolean {
  if (!delegation) return true
  if (row.project_id === null || row.project_id !== projectId) return false
  return (
    !delegation.isRestricted ||
    (row.application_credential_id === delegation.applicationCredentialId && row.trust_id === delegation.trustId)
  )
}

/** Refuses to have a token of a delegation keep what would be good for more, or elsewhere. */
function assertMayKeep(context: RequestContext, type: string, projectId: string | null): void {
  const { delegation, projectId: ownProject } = context.caller
  if (!delegation) return
  if (type === 'ec2') assertNoRestrictedCredential(context, 'create an EC2 credential')
  if (projectId === null || projectId !== ownProject)
    throw forbidden(
      'A token of a trust or an application credential keeps credentials of its own project alone. Give that as project_id.',
    )
}

/** The access key of an EC2 credential; null for one of another type. */
function accessOf(type: string, blob: string, projectId: string | null): string | null {
  if (type !== 'ec2') return null
  if (projectId === null)
    throw invalid('A credential of the type ec2 is for a project: give project_id.', 'credential.project_id')
  const parsed = z.object({ access: inPath(text(255).min(1)), secret: text(255).min(1) }).safeParse(jsonOf(blob))
  if (!parsed.success)
    throw invalid('The blob of a credential of the type ec2 must be JSON with access and secret.', 'credential.blob')
  return parsed.data.access
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function assertKnown(db: IdentityDeps['db'], userId: string, projectId: string | null): Promise<void> {
  if (!(await findUser(db, userId))) throw notFound('User', userId)
  if (projectId !== null && !(await findProject(db, projectId))) throw notFound('Project', projectId)
}

async function credentialOf(db: IdentityDeps['db'], context: RequestContext): Promise<store.CredentialRow> {
  const { params } = context
  const row = await store.findCredential(db, params['id']!)
  if (!row || !isWithin(context, row)) throw notFound('Credential', params['id']!)
  return row
}

async function ec2CredentialOf(db: IdentityDeps['db'], context: RequestContext): Promise<store.CredentialRow> {
  const { params } = context
  const row = await store.findEc2Credential(db, params['access']!)
  if (!row || row.user_id !== params['user'] || !isWithin(context, row))
    throw notFound('EC2 credential', params['access']!)
  return row
}

/** Whether the secret of a credential is shown: to its owner, and to who may replace it. Who only reads the whole cloud learns that there is one. */
const seesSecret = (context: RequestContext, { user_id: owner }: store.CredentialRow): boolean =>
  owner === context.caller.userId || context.may('identity:update_credential', ofOwner(owner))

function viewCredential(seal: IdentityDeps['seal'], context: RequestContext, row: store.CredentialRow) {
  const { id, type, blob, user_id, project_id, extra } = row
  return withSelf(context, 'credentials', {
    ...(extra as object),
    id,
    type,
    blob: seesSecret(context, row) ? seal.open(blob) : '',
    user_id,
    project_id,
  })
}

function viewEc2(seal: IdentityDeps['seal'], context: RequestContext, row: store.CredentialRow) {
  const { secret } = JSON.parse(seal.open(row.blob)) as { secret: string }
  return {
    user_id: row.user_id,
    tenant_id: row.project_id,
    access: row.access!,
    secret: seesSecret(context, row) ? secret : '',
    trust_id: row.trust_id,
    links: { self: context.links.self(`/v3/users/${row.user_id}/credentials/OS-EC2/${row.access}`) },
  }
}
