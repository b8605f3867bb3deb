import { writeFile } from 'node:fs/promises'
import type { Log } from '#platform/log'
import { wanCablePrefix } from './network-names.ts'
import { runTool } from './run-tool.ts'

/** Where the cables between host and namespaces have their addresses; outside what anybody would route. */
const uplinkRange = '198.19.0.0/16'

/**
 * Lets networks out through the host and keeps them apart: what comes from one network never goes to another. Without the right to
 * forward, guests stay without the outside world, and the log says so.
 */
export async function openHostFirewall(log: Log): Promise<void> {
  await runTool('nft', ['-f', '-'], { input: hostRules })
  await writeFile('/proc/sys/net/ipv4/ip_forward', '1').catch((err: unknown) => {
    log.warn(
      { err },
      'Guests cannot reach outside: net.ipv4.ip_forward cannot be set. As root: sysctl -w net.ipv4.ip_forward=1',
    )
  })
}

// The cables only, never the bridges: where bridged traffic is filtered too (br_netfilter), it would seem to go from bridge to bridge.
const any = `"${wanCablePrefix}*"`

// The table is declared, dropped and made in one transaction: rules that are there already are replaced without a gap.
const hostRules = `
table ip kilonova
delete table ip kilonova
table ip kilonova {
  chain forward {
    type filter hook forward priority filter
    iifname ${any} oifname ${any} drop
    oifname ${any} tcp flags syn / syn,rst tcp option maxseg size set rt mtu
    iifname ${any} tcp flags syn / syn,rst tcp option maxseg size set rt mtu
  }
  chain postrouting {
    type nat hook postrouting priority srcnat
    ip saddr ${uplinkRange} oifname != ${any} masquerade
  }
}
`

/** The rules inside a network's namespace: guests get out and get DHCP and DNS; only the host itself gets in. */
export const namespaceRules = (hostAddress: string): string => `
table ip kilonova {
  chain forward {
    type filter hook forward priority filter; policy drop
    ct state established,related accept
    iifname "lan" accept
    iifname "wan" ip saddr ${hostAddress} accept
  }
  chain input {
    type filter hook input priority filter; policy drop
    iifname "lo" accept
    ct state established,related accept
    iifname "lan" udp dport { 53, 67 } accept
    iifname "lan" tcp dport 53 accept
    icmp type echo-request accept
  }
  chain postrouting {
    type nat hook postrouting priority srcnat
    oifname "wan" masquerade
  }
}
`
