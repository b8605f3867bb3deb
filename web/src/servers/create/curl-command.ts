import type { CreateForm } from './create-form.ts'
import { ownNames, requestOf } from './server-request.ts'
import { forEachName } from './shell.ts'

/** Stand in the JSON for what the shell puts there; no letter of theirs changes in JSON. */
const gaps = { name: '\u{E000}name\u{E000}', userData: '\u{E000}user_data\u{E000}' } as const

/** The request of the create form for `curl`, to the cloud at `origin`; the password and the user data only as gaps. */
export function curlCommand(form: CreateForm, origin: string): string {
  const { server, ...around } = requestOf(form)
  const names = ownNames(form)
  const isSeveral = names !== undefined && names.length > 1
  const body = {
    server: {
      ...server,
      ...(isSeveral ? { name: gaps.name } : {}),
      ...(server.adminPass ? { adminPass: '<password>' } : {}),
      ...(server.user_data ? { user_data: gaps.userData } : {}),
    },
    ...around,
  }
  const json = inHereDocument(JSON.stringify(body, null, 2))
    .replace(gaps.name, '$name')
    .replace(gaps.userData, '$(base64 -w0 user-data.txt)')
  const lines = [
    `curl -X POST ${origin}/compute/v2.1/servers \\`,
    '  -H "X-Auth-Token: $(openstack token issue -f value -c id)" \\',
    "  -H 'OpenStack-API-Version: compute 2.104' \\",
    "  -H 'Content-Type: application/json' -d @- <<JSON",
    json,
    'JSON',
  ].join('\n')
  return isSeveral ? forEachName(names.map(inJson), lines) : lines
}

/** The text between the quotes of a JSON string. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

/** `text` as a shell reads it back from a here-document in which it replaces variables. */
const inHereDocument = (text: string): string => text.replace(/[\\$`]/g, (char) => `\\${char}`)
