import { stringify } from 'yaml'

/** Who uses a client, of which project, at which cloud. */
export interface ClientAccess {
  authUrl: string
  user: { name: string; domain: { name: string } }
  project: { id: string; name: string }
  /** Whether signing in takes a code as well as the password. */
  hasSecondFactor: boolean
}

/** An application credential with its secret. */
export interface CredentialAccess {
  authUrl: string
  credential: { id: string; secret: string }
}

/** The region that every service of the cloud is in. */
const region = 'RegionOne'

/** `text` as one word of a POSIX shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const exported = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join('')

/** What unsets everything of another file that was sourced before. */
const fresh = `# Nothing of a file that was sourced before may be left.
for name in $(env | sed -n 's/^\\(OS_[A-Z_]*\\)=.*/\\1/p'); do unset "$name"; done
`

const common = (authUrl: string) => ({
  OS_AUTH_URL: authUrl,
  OS_IDENTITY_API_VERSION: '3',
  OS_REGION_NAME: region,
  OS_INTERFACE: 'public',
})

// `read -s` is no POSIX shell's: stty hides what is typed in all of them. Blanks at the ends of a password are a part of it.
const ask = (question: string, variable: string): string =>
  `printf '%s' ${quoted(question)}\nstty -echo 2>/dev/null; IFS= read -r ${variable}; stty echo 2>/dev/null; printf '\\n'\nexport ${variable}\n`

/** A file for a shell to source, which asks for the password and, where there is a second factor, for a code. */
export function openrcWithPassword({ authUrl, user, project, hasSecondFactor }: ClientAccess): string {
  const variables = {
    ...common(authUrl),
    OS_USERNAME: user.name,
    OS_USER_DOMAIN_NAME: user.domain.name,
    OS_PROJECT_ID: project.id,
    OS_PROJECT_NAME: project.name,
    ...(hasSecondFactor && { OS_AUTH_TYPE: 'v3multifactor', OS_AUTH_METHODS: 'v3password,v3totp' }),
  }
  const password = ask(`Password of ${user.name}: `, 'OS_PASSWORD')
  // A code is good for one sign-in: each command asks anew where this file is sourced anew.
  const code = hasSecondFactor ? ask('Code of the second factor: ', 'OS_PASSCODE') : ''
  return fresh + exported(variables) + password + code
}

/** A file for a shell to source, which signs in with an application credential. */
export const openrcWithCredential = ({ authUrl, credential }: CredentialAccess): string =>
  fresh +
  exported({
    ...common(authUrl),
    OS_AUTH_TYPE: 'v3applicationcredential',
    OS_APPLICATION_CREDENTIAL_ID: credential.id,
    OS_APPLICATION_CREDENTIAL_SECRET: credential.secret,
  })

const cloudsYaml = (cloud: object): string =>
  stringify({ clouds: { kilonova: { ...cloud, region_name: region, interface: 'public', identity_api_version: 3 } } })

/** A clouds.yaml without the password: the client asks for it, or OS_PASSWORD has it. */
export const cloudsYamlWithPassword = ({ authUrl, user, project, hasSecondFactor }: ClientAccess): string =>
  cloudsYaml({
    ...(hasSecondFactor && { auth_type: 'v3multifactor', auth_methods: ['v3password', 'v3totp'] }),
    auth: {
      auth_url: authUrl,
      username: user.name,
      user_domain_name: user.domain.name,
      project_id: project.id,
      project_name: project.name,
    },
  })

/** A clouds.yaml that signs in with an application credential. */
export const cloudsYamlWithCredential = ({ authUrl, credential }: CredentialAccess): string =>
  cloudsYaml({
    auth_type: 'v3applicationcredential',
    auth: {
      auth_url: authUrl,
      application_credential_id: credential.id,
      application_credential_secret: credential.secret,
    },
  })
