import { z } from 'zod'
import type { CloudRequest } from '../cloud/cloud-client.ts'

const serverName = z.string().trim().min(1, 'Give it a name.').max(255)
const metadata = z.record(z.string().min(1).max(255), z.string().max(255))
const password = z.string().min(1, 'Type a password.').max(255)
/** A script as a person types it; base64 makes a third more of it. */
export const userData = z.string().max(49_000, 'User data may have up to 49,000 characters.')

/** What of a server's actions takes nothing but their name, in Nova's words. */
const plain = {
  start: { 'os-start': null },
  stop: { 'os-stop': null },
  softReboot: { reboot: { type: 'SOFT' } },
  hardReboot: { reboot: { type: 'HARD' } },
  pause: { pause: null },
  unpause: { unpause: null },
  suspend: { suspend: null },
  resume: { resume: null },
  unrescue: { unrescue: null },
  confirmResize: { confirmResize: null },
  revertResize: { revertResize: null },
  shelve: { shelve: null },
  shelveOffload: { shelveOffload: null },
  triggerCrashDump: { trigger_crash_dump: null },
  unlock: { unlock: null },
  restore: { restore: null },
  deleteNow: { forceDelete: null },
} as const

const plainNames = Object.keys(plain) as (keyof typeof plain)[]

/** Whatever can be asked of a server, with what each takes. */
export const serverWish = z.discriminatedUnion('action', [
  z.strictObject({ action: z.enum(plainNames) }),
  z.strictObject({ action: z.literal('delete') }),
  z.strictObject({ action: z.literal('resize'), flavorId: z.string().min(1, 'Choose a flavor.') }),
  z.strictObject({
    action: z.literal('rebuild'),
    imageId: z.string().min(1, 'Choose an image.'),
    name: serverName.optional(),
    /** Null: none from now on. Absent: the one that it has. */
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
  z.strictObject({ action: z.literal('createImage'), name: serverName, metadata: metadata.default({}) }),
  z.strictObject({
    action: z.literal('createBackup'),
    name: serverName,
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
    portId: z.string().min(1).optional(),
  }),
  z.strictObject({ action: z.literal('detachInterface'), portId: z.string().min(1, 'Choose a network card.') }),
  z.strictObject({ action: z.literal('resetState'), state: z.enum(['active', 'error']) }),
])

export type ServerWish = z.infer<typeof serverWish>
export type WishName = ServerWish['action']
type Wish<Name extends WishName> = Extract<ServerWish, { action: Name }>
/** What Nova has at an address of its own instead of among its actions. */
type Elsewhere = 'delete' | 'attachInterface' | 'detachInterface'
type FormName = Exclude<WishName, keyof typeof plain | Elsewhere>

const bodies: { [Name in FormName]: (wish: Wish<Name>) => object } = {
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

interface WishRequest {
  /** Below the server's own path. */
  path: string
  request: CloudRequest
}

const elsewhere: { [Name in Elsewhere]: (wish: Wish<Name>) => WishRequest } = {
  delete: () => ({ path: '', request: { method: 'DELETE' } }),
  attachInterface: ({ networkId, portId }) => ({
    path: '/os-interface',
    request: {
      method: 'POST',
      json: {
        interfaceAttachment: { ...(networkId ? { net_id: networkId } : {}), ...(portId ? { port_id: portId } : {}) },
      },
    },
  }),
  detachInterface: ({ portId }) => ({
    path: `/os-interface/${encodeURIComponent(portId)}`,
    request: { method: 'DELETE' },
  }),
}

/** Every wish by its name. */
export const wishNames: readonly WishName[] = [
  ...plainNames,
  ...(Object.keys(elsewhere) as Elsewhere[]),
  ...(Object.keys(bodies) as FormName[]),
]

/** Where `wish` is sent, and how. */
export function requestFor(wish: ServerWish): WishRequest {
  const { action } = wish
  if (action in elsewhere) return (elsewhere[action as Elsewhere] as (wish: ServerWish) => WishRequest)(wish)
  const json =
    action in plain
      ? plain[action as keyof typeof plain]
      : (bodies[action as FormName] as (wish: ServerWish) => object)(wish)
  return { path: '/action', request: { method: 'POST', json } }
}

/** User data as Nova takes it. */
export const toBase64 = (text: string): string => Buffer.from(text).toString('base64')
