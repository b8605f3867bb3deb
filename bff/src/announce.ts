import type { Config } from '@kilonova/compute-core/platform/config'

interface Announcement {
  config: Config
  url: string
  /** Set at the first start only: the password is shown once and kept in the data folder. */
  firstSignIn: { user: string; password: string; passwordFile: string; first: boolean }
}

/** Prints where the cloud is, how to sign in and how to point `openstack` at it. */
export function announce({ config, url, firstSignIn }: Announcement): void {
  // Counted from the start of the process, the time that it takes to load included.
  const seconds = (performance.now() / 1000).toFixed(1)
  console.log(`
Kilonova is ready after ${seconds} s.

  Dashboard   ${url}
  Sign in as  ${firstSignIn.user} (or demo)
  Password    ${firstSignIn.first ? firstSignIn.password : `in ${firstSignIn.passwordFile}`}
  Data        ${config.dataDir}

From a shell:

  export OS_AUTH_URL=${url}/identity/v3 OS_USERNAME=${firstSignIn.user} OS_PROJECT_NAME=demo
  export OS_USER_DOMAIN_NAME=Default OS_PROJECT_DOMAIN_NAME=Default OS_IDENTITY_API_VERSION=3 OS_COMPUTE_API_VERSION=2.90
  export OS_PASSWORD="$(cat ${firstSignIn.passwordFile})"
  openstack server create --image kilonova-guest-1 --flavor m1.nano --nic auto --wait my-first
`)
}
