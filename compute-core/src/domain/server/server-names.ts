/** The host name a guest gets when nobody names one: the server's name in the letters that DNS has. */
export function defaultHostname(name: string, serverId: string): string {
  const label = name
    .replace(/[\u0100-\uffff]/g, '')
    .slice(0, 63)
    .replace(/[ _.]/g, '-')
    .replace(/[^\w.-]/g, '')
    .toLowerCase()
    .replace(/^[.-]+|[.-]+$/g, '')
  return label === '' ? `Server-${serverId}` : label
}

/** The names of the servers of one request: as asked for one, with `-1` … `-N` for more. */
export const namesOf = (name: string, count: number): string[] =>
  count === 1 ? [name] : Array.from({ length: count }, (_, index) => `${name}-${index + 1}`)

/** The host names that go with them; the counter stays whole where the name is cut. */
export function hostnamesOf(name: string, serverIds: readonly string[]): string[] {
  if (serverIds.length === 1) return [defaultHostname(name, serverIds[0]!)]
  return serverIds.map((id, index) => `${defaultHostname(name, id)}-${index + 1}`)
}

/** What the hypervisor calls the server that is the `seq`-th, as Nova names it. */
export const instanceName = (seq: number): string => `instance-${seq.toString(16).padStart(8, '0')}`

/** What a port's tap is called on its host, the same as Neutron's: interface names have no more than 15 characters. */
export const tapName = (portId: string): string => `tap${portId.slice(0, 11)}`
