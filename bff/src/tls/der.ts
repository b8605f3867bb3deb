/** The few forms of DER (X.690) that a certificate is written in. */
function form(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  const digits = length.toString(16)
  const size = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length]), size, content])
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => form(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]): Buffer => form(0x31, ...parts)
export const octets = (content: Uint8Array): Buffer => form(0x04, content)
export const text = (content: string): Buffer => form(0x0c, Buffer.from(content))
export const yes = (): Buffer => form(0x01, Buffer.from([0xff]))
/** A part that has its meaning from its number; `isWhole` where it is made of other parts. */
export const numbered = (number: number, content: Uint8Array, isWhole = true): Buffer =>
  form((isWhole ? 0xa0 : 0x80) | number, content)

/** A number that is not negative, as its big-endian bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0)
  const digits = first === -1 ? Buffer.from([0]) : Buffer.from(bytes.subarray(first))
  return form(0x02, digits[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits)
}

/** Bits; the last byte's lowest `unused` are none of them. */
export const bits = (bytes: Uint8Array, unused = 0): Buffer => form(0x03, Buffer.from([unused]), bytes)

/** An object identifier, as in `2.5.4.3`. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const septets = (value: number): number[] => (value < 0x80 ? [value] : [...septets(value >>> 7), value & 0x7f])
  const encoded = [first * 40 + second, ...rest].flatMap((value) =>
    septets(value).map((septet, index, all) => (index < all.length - 1 ? septet | 0x80 : septet)),
  )
  return form(0x06, Buffer.from(encoded))
}

/** A moment, to the second: with two digits of the year until 2049, as RFC 5280 wants it. */
export function moment(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return date.getUTCFullYear() < 2050 ? form(0x17, Buffer.from(digits.slice(2))) : form(0x18, Buffer.from(digits))
}
