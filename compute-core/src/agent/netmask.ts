/** The mask of an IPv4 network like `10.0.0.0/24` in the old notation: `255.255.255.0`. */
export function netmask(cidr: string): string {
  const ones = Number(cidr.split('/')[1])
  return [0, 8, 16, 24].map((at) => 256 - 2 ** (8 - Math.min(8, Math.max(0, ones - at)))).join('.')
}
