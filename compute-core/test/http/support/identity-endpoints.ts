import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCsv } from './read-csv.ts'

const reference = join(import.meta.dirname, '../../reference')

/** One row of Keystone's reference. */
export interface IdentityEndpoint {
  /** `GET /v3/users/{user_id}` */
  name: string
  method: string
  /** As the reference writes it. */
  path: string
  /** What tells the ways to sign in apart, which are one route. */
  what: string
  /** The files of its samples under reference/identity_samples. */
  requests: readonly string[]
  responses: readonly string[]
}

/** Whether a row of the reference is a way to sign in. */
export const isSignIn = ({ name }: Pick<IdentityEndpoint, 'name'>): boolean => name === 'POST /v3/auth/tokens'

const isRequest = (file: string) => /-request|auth\/requests\//.test(file)

/** Every row of the reference. */
export const identityEndpoints: readonly IdentityEndpoint[] = readCsv(join(reference, 'identity-endpoints.csv')).map(
  ({ method = '', path = '', what = '', samples = '' }) => {
    const files = samples.split(' ').filter(Boolean)
    return {
      name: `${method} ${path}`,
      method,
      path,
      what,
      requests: files.filter(isRequest),
      responses: files.filter((file) => !isRequest(file)),
    }
  },
)

/** The text of a sample. */
export const identitySample = (file: string): string => readFileSync(join(reference, 'identity_samples', file), 'utf8')
