import type { Cloud } from '@kilonova/compute-core/main/all-in-one'
import { hostname, userInfo } from 'node:os'
import type { TlsSource } from './tls/tls-source.ts'
import type { Config } from '@kilonova/compute-core/platform/config'

interface Announcement {
  config: Config
  url: string
  tls: TlsSource | undefined
  firstSignIn: Cloud['firstSignIn']
}

/** Prints the cloud's address, how to sign in and how to configure the `openstack` command. */
export function announce({ config, url, tls, firstSignIn }: Announcement): void {
  const { user, password, passwordFile } = firstSignIn
  // Since the start of the process, so that loading the modules counts too.
  const seconds = (performance.now() / 1000).toFixed(1)
  if (!config.roles.includes('api')) {
    console.log(`
Kilonova is ready after ${seconds} s, as ${config.roles.join(' and ')}.

  Health      ${url}/healthz
  Data        ${config.dataDir}
`)
    return
  }
  console.log(`
Kilonova is ready after ${seconds} s.

  Dashboard   ${url}
  Sign in as  ${user} (or demo)
  Password    ${password ?? (passwordFile ? `in ${passwordFile}` : 'the one that you have given')}
  Data        ${config.dataDir}
${selfMade(tls)}
${fromElsewhere(config, url)}
From a shell:

  export OS_AUTH_URL=${url}/identity/v3 OS_USERNAME=${user} OS_PROJECT_NAME=demo
  export OS_USER_DOMAIN_NAME=Default OS_PROJECT_DOMAIN_NAME=Default OS_IDENTITY_API_VERSION=3 OS_COMPUTE_API_VERSION=2.90
${tls?.isSelfMade ? `  export OS_CACERT=${tls.files.cert}\n` : ''}  ${passwordFile ? `export OS_PASSWORD="$(cat ${passwordFile})"` : 'read -rs OS_PASSWORD && export OS_PASSWORD   # the password that you have given'}
  openstack server create --image kilonova-guest-1 --flavor m1.nano --nic auto --wait my-first
`)
}

/** By what a person knows the cloud's own certificate when the browser asks about it. */
const selfMade = (tls: TlsSource | undefined): string =>
  tls?.isSelfMade
    ? `  Certificate ${tls.files.cert}, made by this cloud, SHA-256\n              ${tls.fingerprint}\n`
    : ''

/** How a browser on another machine gets here, where nothing has been set up for that. */
function fromElsewhere({ host, public_url: publicUrl }: Config, url: string): string {
  if (publicUrl !== undefined || !isLoopback(host)) return ''
  const { port, protocol } = new URL(url)
  return `From another machine, through ssh (or set KILONOVA_HOST, or a proxy with TLS: see the README):

  ssh -L ${port}:127.0.0.1:${port} ${userInfo().username}@${hostname()}     and open ${protocol}//127.0.0.1:${port}
`
}

const isLoopback = (host: string) => /^127\.|^::1$|^localhost$/.test(host)
