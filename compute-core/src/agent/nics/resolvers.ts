import { readFile } from 'node:fs/promises'

/**
 * The name servers that this host asks, for guests to be answered by. One on loopback, as systemd-resolved puts it into
 * /etc/resolv.conf, cannot be reached from a network's namespace; those behind it can.
 */
export async function addressesOfResolvers(
  files: readonly string[] = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'],
): Promise<readonly string[]> {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '')
    const found = [...text.matchAll(/^nameserver\s+(\d+\.\d+\.\d+\.\d+)\s*$/gm)].map((match) => match[1]!)
    const reachable = found.filter((address) => !address.startsWith('127.'))
    if (reachable.length > 0) return reachable
  }
  return []
}
