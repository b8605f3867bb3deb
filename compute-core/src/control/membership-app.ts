import { Hono } from 'hono'
import { z } from 'zod'
import type { AnnounceResponse, CloudNews, CloudSettings, JoinRequest, JoinResponse } from '#agent/membership-contract'
import { isHostName } from '#domain/host/host-name'
import type { AuditTrail } from '#platform/audit/audit-trail'
import type { Database, Db } from '#platform/db/database'
import { conflict, forbidden } from '#platform/errors'
import { type HostId, newId } from '#platform/ids'
import type { Log } from '#platform/log'
import { hostSealKey } from '#platform/seal'
import { forgetHostState } from '#platform/host-state/host-state'
import type { Authority } from '#platform/wire/authority'
import type { Origin, Peer, WireEnv } from '#platform/wire/peer'
import { type Place, writePlace } from '#platform/wire/place'
import {
  forgottenHost,
  holderOfName,
  insertHostIdentity,
  moveHostIdentity,
  type NameHolder,
  placeOfIdentity,
  refuseForgotten,
  renewHostIdentity,
  type Speaker,
} from '#store/host-identity-store'
import { type JoinTokenTrouble, makerOfJoinToken, useJoinToken } from '#store/host-join-token-store'
import { findHostNamed, serversOn } from '#store/host-queries'
import { forgetUnreported, removeHost } from '#store/host-removal'
import { audited } from './membership-audit.ts'
import { answerFailures } from './answer-failures.ts'
import { atMostBytes, readBody } from './read-body.ts'
import { refuseOtherContract } from './refuse-other-contract.ts'

export interface MembershipParts {
  db: Database
  authority: Authority
  /** The cloud's own; hosts get keys that are made of it. */
  sealKey: Buffer
  controls(): Promise<readonly string[]>
  settings: CloudSettings
  /** Setting `service_down_time`. */
  downAfterSeconds: number
  /** Takes a host out of placement. */
  withdraw(db: Db, hostId: HostId): Promise<void>
  /** Asks a host's agent which start of it that is; rejects where it cannot be reached. */
  reach(host: Place & { id: string }, origin?: Origin): Promise<string | undefined>
  audit: Pick<AuditTrail, 'write'>
  /** What the user of this id is called; undefined for one that is gone. */
  nameOfUser(id: string): Promise<string | undefined>
  log: Log
}

const longestBytes = 64 * 1024

const port = z.int().min(1).max(65_535)
const place = z.object({
  address: z.union([z.ipv4(), z.ipv6()]),
  port,
  contractVersion: z.int().min(1).max(1_000_000),
  version: z.string().max(100),
})
const announceBody = place.extend({ instance: z.uuid() })
const csr = z.string().max(8192)
const joinBody = place.extend({
  token: z.string().min(1).max(200),
  csr,
  hostName: z.string().refine(isHostName, 'No host is called so. Give it another name with --name.'),
  machineId: z.string().min(1).max(100),
})

type HostPeer = Extract<Peer, { kind: 'host' }>

/** How machines become hosts of the cloud and stop being hosts: `/join` is for whoever has a token, the rest for hosts. */
export function membershipApp(parts: MembershipParts): Hono<WireEnv> {
  const { db, authority, audit, log } = parts
  const app = new Hono<WireEnv>()
  app.use(atMostBytes(longestBytes))
  app.post('/join', async (c) => {
    const asked = await readBody(c.req.raw, joinBody)
    refuseOtherContract(asked.contractVersion)
    const change = { action: 'host-join', path: '/join', hostName: asked.hostName, address: addressIn(c.env) } as const
    const user = await makerOf(parts, asked.token)
    const { isAnew, ...joined } = await audited(
      audit,
      { ...change, user },
      () => join(parts, asked),
      (done) => (done.isAnew ? 'It has joined anew, under the name of a host that there was.' : null),
    )
    log.info(
      { isAnew, host: asked.hostName, address: asked.address, identity: joined.identityId },
      'A host has joined.',
    )
    return c.json(joined satisfies JoinResponse)
  })
  app.post('/renew', async (c) => {
    const { identityId, hostName, serial: askedWith = '' } = hostIn(c.env)
    const { csr: request } = await readBody(c.req.raw, z.object({ csr }))
    const change = { action: 'host-renew', path: '/renew', hostName, user: null, address: addressIn(c.env) } as const
    const { certificate } = await audited(audit, change, async () => {
      const issued = await authority.issue(request, { kind: 'host', identityId, hostName })
      if (!(await renewHostIdentity(db, identityId, { ...issued, askedWith }))) throw forgottenHost(hostName)
      return issued
    })
    return c.json({ certificate })
  })
  app.post('/announce', async (c) => {
    const { identityId: id, hostName } = hostIn(c.env)
    const { version: agentVersion, ...asked } = await readBody(c.req.raw, announceBody)
    refuseOtherContract(asked.contractVersion)
    const unreachable = await otherwiseReached(parts, { ...asked, id, hostName }, c.env.origin)
    if (!(await moveHostIdentity(db, id, { ...asked, agentVersion }))) throw forgottenHost(hostName)
    const answer = { ...(await news(parts)), ...(unreachable !== undefined && { unreachable }) }
    return c.json(answer satisfies AnnounceResponse)
  })
  app.post('/leave', async (c) => {
    const { hostName, identityId } = hostIn(c.env)
    const change = { action: 'host-leave', path: '/leave', hostName, user: null, address: addressIn(c.env) } as const
    await audited(audit, change, () => leave(parts, { hostName, identityId }))
    log.info({ host: hostName }, 'A host has left.')
    return c.body(null, 204)
  })
  answerFailures(app, log, 'A host could not join, renew or leave.')
  return app
}

function hostIn(env: WireEnv['Bindings'] | undefined): HostPeer {
  const peer = env?.peer
  if (peer?.kind !== 'host') throw forbidden('Only the hosts of this cloud are served here. Join first.')
  return peer
}

const addressIn = (env: WireEnv['Bindings'] | undefined) => env?.origin?.address ?? null

const news = async ({ controls, settings }: MembershipParts): Promise<CloudNews> => ({
  controls: await controls(),
  settings: {
    report_interval: settings.report_interval,
    metrics_interval: settings.metrics_interval,
    dhcp_domain: settings.dhcp_domain,
  },
})

/**
 * Why control does not reach the agent that announces itself; undefined where it does. Throws `conflict` where another agent answers for the
 * host, here or where it was before: one folder was copied, and both would be told what is meant for one.
 */
async function otherwiseReached(
  { db, reach }: MembershipParts,
  asked: Place & { id: string; hostName: string; instance: string },
  origin: Origin | undefined,
): Promise<string | undefined> {
  const { id, address, port, hostName, instance } = asked
  const before = await placeOfIdentity(db, id)
  const hasMoved = before !== undefined && (before.address !== address || before.port !== port)
  for (const host of hasMoved ? [before, asked] : [asked]) {
    const found = await reach({ id, address: host.address, port: host.port }, origin).then(
      (other) => ({ other }),
      (error: Error) => ({ error }),
    )
    if ('other' in found && found.other !== instance)
      throw conflict(
        `Another agent of host ${hostName} answers at ${writePlace(host)}.`,
        'Stop it first, or have this machine join under another name, in a folder of its own.',
      )
    if (host === asked && 'error' in found) return found.error.message
  }
  return undefined
}

/** In one transaction, so that a token is used up by who has joined, and by nobody else. */
async function join(parts: MembershipParts, asked: JoinRequest): Promise<JoinResponse & { isAnew: boolean }> {
  const { db, authority, sealKey, downAfterSeconds } = parts
  const { hostName, machineId, address, contractVersion, version: agentVersion } = asked
  const identityId = newId<string>()
  const { certificate, isAnew } = await db.transaction().execute(async (trx) => {
    const trouble = await useJoinToken(trx, asked.token, hostName)
    if (trouble !== undefined) throw forbidden(tokenSentence(trouble, hostName))
    const holder = await holderOfName(trx, hostName)
    if (holder.isControls) throw withinControl(hostName)
    refuseTakenName(hostName, holder, machineId, downAfterSeconds)
    const {
      certificate: made,
      serial,
      notAfter,
    } = await authority.issue(asked.csr, { kind: 'host', identityId, hostName })
    const certified = { id: identityId, hostName, machineId, serial, notAfter }
    await insertHostIdentity(trx, { ...certified, address, port: asked.port, contractVersion, agentVersion })
    // What the host of that name knew before, this one has to be told anew.
    await forgetHostState(trx, hostName)
    return { certificate: made, isAnew: holder.heardSecondsAgo !== null }
  })
  return {
    identityId,
    certificate,
    authority: authority.certificate,
    sealKey: hostSealKey(sealKey, identityId).toString('base64'),
    ...(await news(parts)),
    isAnew,
  }
}

/** Who has made the token, as far as that is known. */
async function makerOf({ db, nameOfUser }: MembershipParts, secret: string) {
  const id = await makerOfJoinToken(db, secret)
  return id === undefined ? null : { id, name: (await nameOfUser(id)) ?? id }
}

function tokenSentence(trouble: JoinTokenTrouble, hostName: string): string {
  const another = 'Make another one on the hosts page, or with POST /kilonova/hosts/join-tokens.'
  if (trouble === 'used') return `This token has been used: each is for one host. ${another}`
  if (trouble === 'expired') return `This token has expired: each is good for an hour. ${another}`
  if (trouble === 'unknown') return `This cloud has no such token. ${another}`
  return `This token is for the host ${trouble.onlyFor}, and this one is called ${hostName}. Give it that name with --name ${trouble.onlyFor}.`
}

/** Both would be that host, and neither could leave or start again. */
const withinControl = (name: string) =>
  conflict(
    `Host ${name} runs in a control process.`,
    `Choose another name with --name. If it does so no more, start the control without a host (KILONOVA_ROLES=api,conductor), have host ${name} forgotten on the hosts page once no servers are on it, and join again.`,
  )

function refuseTakenName(
  name: string,
  { heardSecondsAgo, joinedSecondsAgo, machineId: holder }: NameHolder,
  machineId: string,
  downAfterSeconds: number,
): void {
  const seconds = (ago: number) => `${Math.max(0, Math.round(ago))} s ago`
  const hint = `Choose another name with --name. If it is this machine, stop its agent and join again once it counts as down, after ${downAfterSeconds} s.`
  if (heardSecondsAgo !== null && heardSecondsAgo <= downAfterSeconds)
    throw conflict(`There is a host ${name} that is up: it reported ${seconds(heardSecondsAgo)}.`, hint)
  // One that has just joined has not reported yet.
  if (joinedSecondsAgo !== null && joinedSecondsAgo <= downAfterSeconds && holder !== machineId)
    throw conflict(`Another machine has joined as ${name} ${seconds(joinedSecondsAgo)}.`, hint)
}

async function leave({ db, withdraw }: MembershipParts, speaker: Speaker): Promise<void> {
  const { hostName } = speaker
  const host = await findHostNamed(db, hostName)
  // Another machine may have joined under the name meanwhile: that one stays.
  if (!host) {
    if (!(await forgetUnreported(db, hostName, speaker.identityId))) throw forgottenHost(hostName)
    return
  }
  const servers = await serversOn(db, host.id)
  if (servers.length > 0)
    throw conflict(
      `Host ${hostName} has ${servers.length} ${servers.length === 1 ? 'server' : 'servers'}.`,
      'Move or delete them first.',
    )
  await removeHost(db, host, async (trx) => {
    await refuseForgotten(trx, speaker)
    await withdraw(trx, host.id)
  })
}
