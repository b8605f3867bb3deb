import { z } from 'zod'

const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)

/** A provider says who somebody is: nobody between it and the cloud may say it in its place. */
const issuer = z
  .url({ protocol: /^https?$/ })
  .refine((url) => new URL(url).protocol === 'https:' || isLoopback(new URL(url)), 'It must begin with https://')

/** What people of a provider get in the cloud. */
const grant = z.strictObject({
  group: z.string().min(1).optional().describe('For whom the provider names in this group; for everybody without one.'),
  project: z.string().min(1).describe('The name of a project in the domain.'),
  roles: z.array(z.string().min(1)).min(1).describe('Names of roles.'),
})

/** An OpenID provider by which people sign in to the dashboard. */
export const oidcProvider = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'It must be lower-case letters, digits and hyphens: it stands in an address')
    .describe('Names it in addresses: the provider sends people back to /bff/session/oidc/<id>/callback.'),
  name: z.string().min(1).max(64).describe('What stands on its button.'),
  issuer,
  client_id: z.string().min(1),
  client_secret: z.string().min(1).optional().describe('None for a public client.'),
  client_secret_file: z.string().min(1).optional().describe('A file with the secret, in its place.'),
  scopes: z.string().default('openid profile email'),
  user_claim: z.string().default('preferred_username').describe('The claim with the name of a new user.'),
  groups_claim: z.string().default('groups').describe('The claim with the names of groups.'),
  domain: z.string().default('Default').describe('The name of the domain in which its people are.'),
  create_users: z.boolean().default(true).describe('Whether somebody who is not known yet becomes a user.'),
  grants: z.array(grant).default([]).describe('What its people get, each time they sign in.'),
})

export type OidcProvider = z.infer<typeof oidcProvider>
