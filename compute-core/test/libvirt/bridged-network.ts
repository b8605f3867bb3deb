import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { GuestNic } from '#driver/compute-driver'
import { run } from './qemu-testbed.ts'

/** A bridge with a DHCP server behind it, in a network namespace of its own. */
export interface BridgedNetwork {
  /** The card that DHCP has an address for; `fixedIps` is what its port may speak with. */
  card(fixedIps: readonly string[]): GuestNic
  /** Whether something accepts TCP connections there, as seen from the network. */
  accepts(address: string, port: number): Promise<boolean>
  remove(): Promise<void>
}

const mac = 'fa:16:3e:77:00:09'

/** Makes 10.77.0.0/24 with a DHCP server that leases `leased` to the card. */
export async function aBridgedNetwork(leased: string): Promise<BridgedNetwork> {
  const id = randomBytes(3).toString('hex')
  const [bridge, namespace, outside, inside] = [`dtb${id}`, `dt-${id}`, `dtv${id}`, `dtw${id}`]
  const ip = (...args: string[]) => run('ip', ...args)
  await ip('link', 'add', bridge, 'type', 'bridge')
  await ip('link', 'set', bridge, 'up')
  await ip('netns', 'add', namespace)
  await ip('link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', namespace)
  await ip('link', 'set', outside, 'master', bridge, 'up')
  await ip('-n', namespace, 'addr', 'add', '10.77.0.1/24', 'dev', inside)
  await ip('-n', namespace, 'link', 'set', inside, 'up')
  const dhcp = spawn('ip', ['netns', 'exec', namespace, 'dnsmasq', ...dnsmasqOptions(inside, leased)], {
    stdio: 'ignore',
  })
  return {
    card: (fixedIps) => ({
      portId: id,
      mac,
      mtu: 1450,
      fixedIps,
      link: { kind: 'bridge', bridge, tap: `tap${id}` },
    }),
    async accepts(address, port) {
      const connect = `timeout 2 bash -c '</dev/tcp/${address}/${port}'`
      return run('ip', 'netns', 'exec', namespace, 'sh', '-c', connect).then(
        () => true,
        () => false,
      )
    },
    async remove() {
      await end(dhcp)
      await ip('link', 'del', bridge)
      await ip('netns', 'del', namespace)
    },
  }
}

const dnsmasqOptions = (device: string, leased: string) => [
  '--no-daemon',
  '--conf-file=/dev/null',
  '--bind-interfaces',
  `--interface=${device}`,
  '--port=0',
  '--dhcp-range=10.77.0.0,static',
  `--dhcp-host=${mac},${leased}`,
  '--leasefile-ro',
  '--pid-file=',
]

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill()
  await once(child, 'exit')
}
