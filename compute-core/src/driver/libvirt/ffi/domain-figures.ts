import koffi from 'koffi'
import type { Connection } from './connection.ts'
import type { Pointer } from './native.ts'

/** What libvirt measures of a domain, by its own names: `block.0.rd.bytes`. */
export type Figures = ReadonlyMap<string, number | string>

/** The kinds of figures that `domainFigures` can be asked for; they add up. */
export const figureKinds = { state: 1, cpuTotal: 2, balloon: 4, vcpu: 8, interface: 16, block: 32 } as const

/** virTypedParameter: a name, a type's number, and eight bytes of which the type says what they are. */
const parameter = { typeAt: 80, valueAt: 88, size: 96 }
const types = { int: 1, uint: 2, llong: 3, ullong: 4, double: 5, boolean: 6, string: 7 }
/** virDomainStatsRecord: the domain, the parameters, their number. */
const record = { parametersAt: 8, countAt: 16 }

/** Reads a domain's figures of all those kinds in one question to the hypervisor. */
export async function domainFigures(connection: Connection, domain: Pointer, kinds: number): Promise<Figures> {
  const { lib } = connection
  const records: (Pointer | null)[] = [null]
  await connection.call(lib.virDomainListGetStats, [domain, null], kinds, records, 0)
  const [list] = records
  if (!list) return new Map()
  try {
    const first = koffi.decode(list, 'void *') as Pointer | null
    return first === null ? new Map() : figuresAt(first)
  } finally {
    lib.virDomainStatsRecordListFree(list)
  }
}

/** The figures in a virDomainStatsRecord. */
export function figuresAt(from: Pointer): Figures {
  const count = koffi.decode(from, record.countAt, 'int') as number
  const parameters = koffi.decode(from, record.parametersAt, 'void *') as Pointer | null
  const figures = new Map<string, number | string>()
  if (parameters === null) return figures
  const bytes = Buffer.from(koffi.decode(parameters, koffi.array('uint8', count * parameter.size)) as Uint8Array)
  for (let at = 0; at < bytes.length; at += parameter.size) {
    const name = bytes.toString('latin1', at, bytes.indexOf(0, at))
    figures.set(name, valueAt(parameters, bytes, at))
  }
  return figures
}

function valueAt(parameters: Pointer, bytes: Buffer, at: number): number | string {
  const value = at + parameter.valueAt
  switch (bytes.readInt32LE(at + parameter.typeAt)) {
    case types.int:
      return bytes.readInt32LE(value)
    case types.uint:
      return bytes.readUInt32LE(value)
    case types.llong:
      return Number(bytes.readBigInt64LE(value))
    case types.ullong:
      return Number(bytes.readBigUInt64LE(value))
    case types.double:
      return bytes.readDoubleLE(value)
    case types.boolean:
      return bytes.readInt8(value)
    default:
      return (koffi.decode(parameters, value, 'str') as string | null) ?? ''
  }
}
