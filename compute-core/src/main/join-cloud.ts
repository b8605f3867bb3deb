import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { commandContractVersion } from '#agent/commands/command-contract'
import { type CommandResponse, unpackFailure } from '#agent/commands/command-wire'
import { forgottenHeader, type JoinRequest, type JoinResponse } from '#agent/membership-contract'
import type { Config } from '#platform/config'
import { conflict, invalid, unavailable } from '#platform/errors'
import { anyOf } from '#platform/wire/any-of'
import { authorityAt, OtherLanguage } from '#platform/wire/authority-at'
import { certificateRequest } from '#platform/wire/certificate-request'
import { type WireClient, wireClient } from '#platform/wire/h2-fetch'
import { readJoinToken } from '#platform/wire/join-token'
import { type Place, readPlace, writePlace } from '#platform/wire/place'
import packageFile from '../../package.json' with { type: 'json' }
import { findMembership, type HostMembership, machineIdIn, writeMembership } from './host-membership.ts'
import { portRefused } from './port-refused.ts'

/** What stands behind `npm run agent -- join`. */
export interface JoinOptions {
  /** https://<address>:<port> of a control process. */
  url: string
  token: string
  /** By default the machine's own name. */
  name?: string | undefined
  /** Where control finds this machine; by default the address by which this machine reaches control. */
  address?: string | undefined
  port?: number | undefined
  /** Joins although it is a host already, which its cloud would not know of. */
  force?: boolean | undefined
}

/** Makes this machine a host of the cloud, and keeps as what. Throws one sentence that says what to do. */
export async function joinCloud(config: Config, options: JoinOptions): Promise<HostMembership> {
  refuseCloudsFolder(config.dataDir)
  const control = readUrl(options.url)
  if (!options.force) await refuseMember(config.dataDir)
  const token = readJoinToken(options.token)
  if (!token)
    throw invalid(
      'The token is not whole. Copy the command from the hosts page again: a token is shown once, when it is made.',
    )
  const authority = await trusted(control, token.fingerprint)
  const client = wireClient({
    credentials: () => ({ authority }),
    target: { ...control, expects: ({ kind }) => kind === 'control' },
  })
  try {
    const address = options.address ?? (await client.reach().catch((error: Error) => unreachable(control, error)))
    const port = await freePort(listenAddress(config, address), options.port ?? config.agent_port)
    const { key, request: csr } = await certificateRequest()
    const hostName = options.name ?? hostname()
    const asked: JoinRequest = {
      token: token.secret,
      csr,
      hostName,
      machineId: await machineIdIn(config.dataDir),
      address,
      port,
      contractVersion: commandContractVersion,
      version: packageFile.version,
    }
    const { identityId, certificate, sealKey, controls, settings } = await post<JoinResponse>(client, 'join', asked)
    const place = { address, port, joinedAt: writePlace(control), controls, settings }
    const membership = { identityId, hostName, key, certificate, authority, sealKey, ...place }
    await writeMembership(config.dataDir, membership)
    return membership
  } finally {
    client.close()
  }
}

/** Asks control for one of the things that make, keep and end a membership; throws its refusal. */
export async function post<Answer>(client: Pick<WireClient, 'fetch'>, what: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  const response = await client.fetch(`/control/${what}`, { method: 'POST', headers, body: JSON.stringify(body) })
  const text = await response.text()
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as Answer
  const said = readFailure(text)
  if (said?.state === 'failed' && said.failure) throw unpackFailure(said.failure)
  throw unavailable('Control', `It answered with status ${response.status}. Try again in a moment.`)
}

function readFailure(text: string): CommandResponse | undefined {
  try {
    return JSON.parse(text) as CommandResponse
  } catch {
    return undefined
  }
}

/** Where the agent listens: at the address by which control finds it, unless a setting says another. */
export const listenAddress = (config: Config, address: string): string =>
  config.sources?.['host'] ? config.host : address

function refuseCloudsFolder(dataDir: string): void {
  if (existsSync(join(dataDir, 'secrets')))
    throw conflict(
      `The data folder ${dataDir} is of a cloud that was started on this machine.`,
      'Set KILONOVA_DATA to another folder for the agent.',
    )
}

/** One that its cloud has forgotten, or whose certificate has ended, is nobody's host any more; any other would leave its cloud a host that is no more. */
async function refuseMember(dataDir: string): Promise<void> {
  const membership = await findMembership(dataDir)
  if (!membership || hasEnded(membership)) return
  const { hostName, joinedAt } = membership
  const isKnown = await isKnownTo(membership).catch(() => undefined)
  if (isKnown === false) return
  const otherwise =
    isKnown === undefined
      ? 'That cloud does not answer; where it is gone for good, add --force'
      : 'Or set KILONOVA_DATA to another folder for another host'
  throw conflict(
    `This machine is host ${hostName} of the cloud at ${joinedAt}.`,
    `Have it leave first: npm run agent -- leave. ${otherwise}.`,
  )
}

const hasEnded = ({ certificate }: HostMembership) =>
  new X509Certificate(certificate).validToDate.getTime() < Date.now()

/** Whether the cloud still knows the host; rejects where none of its control processes answers. */
async function isKnownTo(membership: HostMembership): Promise<boolean> {
  const control = anyOf({
    places: [...membership.controls, membership.joinedAt],
    credentials: () => membership,
    expects: ({ kind }) => kind === 'control',
  })
  try {
    // One that is forgotten is told so whatever it asks.
    const { headers } = await control.fetch('/control/desired-state')
    return !headers.has(forgottenHeader)
  } finally {
    control.close()
  }
}

/** What is wrong with where control is said to be, by the first of these that fits. */
const wrongPlaces: readonly [RegExp, string][] = [
  [/^http:/i, 'Hosts and control speak over TLS only: it begins with https://, or with the address alone.'],
  [/^(https:\/\/)?(\[[^\]]*\]|[^/:]*)\/?$/i, 'The port is missing.'],
  [/^(https:\/\/)?[^/]+\/./i, 'Nothing stands behind the port.'],
]

function readUrl(text: string): Place {
  const place = readPlace(text.trim())
  if (place) return place
  const [, why = 'It has an address and a port.'] = wrongPlaces.find(([shape]) => shape.test(text.trim())) ?? []
  throw invalid(
    `${text.trim()} is not where control listens for hosts. ${why} It looks like this: https://10.0.0.1:8790. The port is KILONOVA_AGENT_PORT, 8790 by default.`,
  )
}

async function trusted(control: Place, fingerprint: string): Promise<string> {
  const authority = await authorityAt(control, fingerprint).catch((error: Error) => unreachable(control, error))
  if (authority !== undefined) return authority
  throw conflict(
    `What listens at ${writePlace(control)} is not the cloud that has made the token.`,
    'Check the address, or make a token with the cloud that is there.',
  )
}

/** What stands in the way of reaching control, for whom the code of an error says nothing. */
const obstacles: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there',
  ECONNRESET: 'It has closed the connection',
  EHOSTUNREACH: 'There is no way to that address',
  ENETUNREACH: 'There is no way to that address',
  ENOTFOUND: 'Nobody knows that name',
  EAI_AGAIN: 'The name could not be looked up',
  ETIMEDOUT: 'It does not answer',
}

function unreachable(control: Place, cause: NodeJS.ErrnoException): never {
  const place = writePlace(control)
  if (cause instanceof OtherLanguage)
    throw invalid(
      `What listens at ${place} does not speak as control does to its hosts. The port for hosts is KILONOVA_AGENT_PORT, 8790 by default.`,
    )
  const why = obstacles[cause.code ?? ''] ?? cause.message.replace(/\s+/g, ' ').replace(/\.$/, '')
  throw unavailable(
    `Control at ${place}`,
    `${why}. Check the address, that the cloud runs, and that its port is open to this machine.`,
    cause,
  )
}

/** Sees that the port can be had before a token is spent for it; for 0, which one. */
function freePort(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(portRefused(error, { port, host, chosenBy: 'joining' })),
    )
    server.listen(port, host, () => {
      const { port: taken } = server.address() as AddressInfo
      server.close(() => resolve(taken))
    })
  })
}
