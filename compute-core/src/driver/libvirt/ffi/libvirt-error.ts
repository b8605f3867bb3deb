/** The errors of libvirt that somebody acts on, by libvirt's own numbers; every other one is `OTHER`. */
const libvirtErrorCodes = {
  INTERNAL_ERROR: 1,
  NO_SUPPORT: 3,
  NO_CONNECT: 5,
  INVALID_CONN: 6,
  INVALID_ARG: 8,
  OPERATION_FAILED: 9,
  XML_ERROR: 27,
  CONFIG_UNSUPPORTED: 67,
  SYSTEM_ERROR: 38,
  RPC: 39,
  NO_DOMAIN: 42,
  AUTH_FAILED: 45,
  OPERATION_INVALID: 55,
  OPERATION_TIMEOUT: 68,
  OPERATION_ABORTED: 78,
  AUTH_CANCELLED: 79,
  NO_DOMAIN_METADATA: 80,
  OPERATION_UNSUPPORTED: 84,
  AGENT_UNRESPONSIVE: 86,
  RESOURCE_BUSY: 87,
  ACCESS_DENIED: 88,
  DEVICE_MISSING: 99,
} as const

export type LibvirtErrorCode = keyof typeof libvirtErrorCodes | 'OTHER'

const names = new Map<number, LibvirtErrorCode>(
  Object.entries(libvirtErrorCodes).map(([name, number]) => [number, name as LibvirtErrorCode]),
)

/** What a call into libvirt failed with, in libvirt's own words. */
export class LibvirtError extends Error {
  override readonly name = 'LibvirtError'
  readonly code: LibvirtErrorCode
  /** libvirt's number for the error, of use where `code` is `OTHER`. */
  readonly number: number

  constructor(number: number, message: string) {
    super(asSentence(message))
    this.number = number
    this.code = names.get(number) ?? 'OTHER'
  }
}

/** Whether `error` came from libvirt with one of these codes. */
export function isLibvirtError(error: unknown, ...codes: readonly LibvirtErrorCode[]): error is LibvirtError {
  return error instanceof LibvirtError && (codes.length === 0 || codes.includes(error.code))
}

/** Leaves an error with one of these codes unsaid and throws any other on. */
export function unless(...codes: readonly LibvirtErrorCode[]): (error: unknown) => undefined {
  return (error) => {
    if (!isLibvirtError(error, ...codes)) throw error
    return undefined
  }
}

const asSentence = (message: string): string => {
  const text = message.trim() || 'libvirt gave no reason'
  return /[.!?]$/.test(text) ? text : `${text}.`
}
