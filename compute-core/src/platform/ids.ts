import { randomBytes, randomUUID } from 'node:crypto'

/** A string that stands for one kind of thing only, so that a host's id cannot pass for a server's. */
export type Branded<Name extends string> = string & { readonly __brand: Name }

export type ServerId = Branded<'server'>
export type HostId = Branded<'host'>
export type ProjectId = Branded<'project'>
export type UserId = Branded<'user'>
export type ImageId = Branded<'image'>
export type FlavorId = Branded<'flavor'>
export type NetworkId = Branded<'network'>
export type PortId = Branded<'port'>
export type MigrationId = Branded<'migration'>
export type ServerGroupId = Branded<'server-group'>
export type RequestId = Branded<'request'>

/** A new random UUID of the kind asked for. */
export const newId = <Id extends string>(): Id => randomUUID() as Id

/** A new id in Keystone's form: 32 hexadecimal digits. */
export const newHexId = <Id extends string>(): Id => randomBytes(16).toString('hex') as Id

/** A new request id as OpenStack writes it: `req-` and a UUID. */
export const newRequestId = (): RequestId => `req-${randomUUID()}` as RequestId

/** The id of the one thing that a request makes: whoever sends it anew under its id, as after a restart, means the same thing. */
export const idOfRequest = <Id extends string>(requestId: RequestId): Id => requestId.slice('req-'.length) as Id

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i

/** Whether `text` can be a UUID at all; what is not need not be looked up. */
export const isUuid = (text: string): boolean => uuid.test(text)
