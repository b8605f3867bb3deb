import { bodiesWithoutInput } from '@kilonova/compute-core/domain/server/lifecycle'
import { z } from 'zod'
import type { CloudRequest } from '../cloud/cloud-client.ts'

const imageOrServerName = z.string().trim().min(1, 'Enter a name.').max(255)
const metadata = z.record(z.string().min(1).max(255), z.string().max(255))
const password = z.string().min(1, 'Enter a password.').max(255)
/** User data as plain text. Nova limits its base64 form, which is a third longer. */
export const userData = z.string().max(49_000, 'User data can have up to 49,000 characters.')

/** The commands without input, each with the body of its server action: those of the lifecycle table, and two beside it. */
const plain = { ...bodiesWithoutInput, unlock: { unlock: null }, deleteNow: { forceDelete: null } } as const

const plainNames = Object.keys(plain) as (keyof typeof plain)[]

/** What a person can command of a server, and the input that each command takes. */
export const serverCommand = z.discriminatedUnion('action', [
  z.strictObject({ action: z.enum(plainNames) }),
  z.strictObject({ action: z.literal('delete') }),
  z.strictObject({ action: z.literal('resize'), flavorId: z.string().min(1, 'Choose a flavor.') }),
  z.strictObject({
    action: z.literal('rebuild'),
    imageId: z.string().min(1, 'Choose an image.'),
    name: imageOrServerName.optional(),
    /** Null removes the key pair; absent keeps the one that the server has. */
    keyName: z.string().min(1).nullable().optional(),
    userData: userData.nullable().optional(),
    adminPassword: password.optional(),
    preserveEphemeral: z.boolean().default(false),
  }),
  z.strictObject({
    action: z.literal('rescue'),
    imageId: z.string().min(1).optional(),
    adminPassword: password.optional(),
  }),
  z.strictObject({ action: z.literal('createImage'), name: imageOrServerName, metadata: metadata.default({}) }),
  z.strictObject({
    action: z.literal('createBackup'),
    name: imageOrServerName,
    type: z.enum(['daily', 'weekly']),
    rotation: z.number().int().min(0).max(1_000),
  }),
  z.strictObject({ action: z.literal('changePassword'), adminPassword: password }),
  z.strictObject({
    action: z.literal('unshelve'),
    zone: z.string().min(1).optional(),
    host: z.string().min(1).optional(),
  }),
  z.strictObject({ action: z.literal('lock'), reason: z.string().trim().min(1).max(255).optional() }),
  z.strictObject({
    action: z.literal('attachInterface'),
    networkId: z.string().min(1).optional(),
    /** The address that it gets in the network; the next free one if absent. */
    fixedAddress: z.union([z.ipv4(), z.ipv6()], 'This is no IP address.').optional(),
    portId: z.string().min(1).optional(),
  }),
  z.strictObject({ action: z.literal('detachInterface'), portId: z.string().min(1, 'Choose a network interface.') }),
  z.strictObject({ action: z.literal('resetState'), state: z.enum(['active', 'error']) }),
])

/** One command to a server. */
export type ServerCommand = z.infer<typeof serverCommand>
/** The name of a command: the `action` in its JSON. */
export type CommandName = ServerCommand['action']
type Command<Name extends CommandName> = Extract<ServerCommand, { action: Name }>
/** The commands that are not server actions in Nova but requests to a path of their own. */
type Elsewhere = 'delete' | 'attachInterface' | 'detachInterface'
type WithInput = Exclude<CommandName, keyof typeof plain | Elsewhere>

const bodies: { [Name in WithInput]: (command: Command<Name>) => object } = {
  resize: ({ flavorId }) => ({ resize: { flavorRef: flavorId } }),
  rebuild: ({ imageId, name, keyName, userData: text, adminPassword, preserveEphemeral }) => ({
    rebuild: {
      imageRef: imageId,
      ...(name === undefined ? {} : { name }),
      ...(keyName === undefined ? {} : { key_name: keyName }),
      ...(text === undefined ? {} : { user_data: text === null ? null : toBase64(text) }),
      ...(adminPassword === undefined ? {} : { adminPass: adminPassword }),
      ...(preserveEphemeral ? { preserve_ephemeral: true } : {}),
    },
  }),
  rescue: ({ imageId, adminPassword }) => ({
    rescue: {
      ...(imageId === undefined ? {} : { rescue_image_ref: imageId }),
      ...(adminPassword === undefined ? {} : { adminPass: adminPassword }),
    },
  }),
  createImage: ({ name, metadata: values }) => ({ createImage: { name, metadata: values } }),
  createBackup: ({ name, type, rotation }) => ({ createBackup: { name, backup_type: type, rotation } }),
  changePassword: ({ adminPassword }) => ({ changePassword: { adminPass: adminPassword } }),
  unshelve: ({ zone, host }) => ({
    unshelve: zone || host ? { ...(zone ? { availability_zone: zone } : {}), ...(host ? { host } : {}) } : null,
  }),
  lock: ({ reason }) => ({ lock: reason ? { locked_reason: reason } : null }),
  resetState: ({ state }) => ({ 'os-resetState': { state } }),
}

interface CommandRequest {
  /** Relative to the server's own path. */
  path: string
  request: CloudRequest
}

const elsewhere: { [Name in Elsewhere]: (command: Command<Name>) => CommandRequest } = {
  delete: () => ({ path: '', request: { method: 'DELETE' } }),
  attachInterface: ({ networkId, fixedAddress, portId }) => ({
    path: '/os-interface',
    request: {
      method: 'POST',
      json: {
        interfaceAttachment: {
          ...(networkId ? { net_id: networkId } : {}),
          ...(fixedAddress ? { fixed_ips: [{ ip_address: fixedAddress }] } : {}),
          ...(portId ? { port_id: portId } : {}),
        },
      },
    },
  }),
  detachInterface: ({ portId }) => ({
    path: `/os-interface/${encodeURIComponent(portId)}`,
    request: { method: 'DELETE' },
  }),
}

/** The names of all commands. */
export const commandNames: readonly CommandName[] = [
  ...plainNames,
  ...(Object.keys(elsewhere) as Elsewhere[]),
  ...(Object.keys(bodies) as WithInput[]),
]

/** The request that carries `command` to compute. */
export function requestFor(command: ServerCommand): CommandRequest {
  const { action } = command
  if (action in elsewhere)
    return (elsewhere[action as Elsewhere] as (command: ServerCommand) => CommandRequest)(command)
  const json =
    action in plain
      ? plain[action as keyof typeof plain]
      : (bodies[action as WithInput] as (command: ServerCommand) => object)(command)
  return { path: '/action', request: { method: 'POST', json } }
}

/** `text` as Nova expects user data. */
export const toBase64 = (text: string): string => Buffer.from(text).toString('base64')
