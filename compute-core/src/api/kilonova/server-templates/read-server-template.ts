import { z } from 'zod'
import { CloudError, invalid } from '#platform/errors'
import { nameField } from '#platform/service/fields'
import { described, parseBody } from '#platform/service/read-as'
import type { RequestContext } from '../../route.ts'
import { checkTemplateServer, templateServer } from '../../servers/read-new-server.ts'
import { hintsField } from '../../servers/scheduler-hints.ts'

/** How large a template's request may be, as JSON. */
const mostBytes = 131_072

const request = z.strictObject({ server: templateServer, 'os:scheduler_hints': hintsField.optional() })

const newTemplate = z.strictObject({
  name: nameField,
  request: request.describe('What POST /servers takes in its newest version, or a part of it; no adminPass.'),
})

const templateChanges = newTemplate.partial().extend({
  revision: z
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .describe('The revision that you have seen: a later one is not overwritten, but a 409.'),
})

const newBody = z.strictObject({ server_template: newTemplate })
const changesBody = z.strictObject({ server_template: templateChanges })

/** Reads a new template. */
export const readNewTemplate = described<never, z.output<typeof newTemplate>>(newBody, (body, context) => {
  refusePassword(body)
  const { server_template: told } = parseBody(newBody, body, (context as RequestContext).legacy)
  checkRequest(told.request)
  return told
})

/** Reads the changes of a template: its name, its request or both. */
export const readTemplateChanges = described<never, z.output<typeof templateChanges>>(changesBody, (body, context) => {
  refusePassword(body)
  const { server_template: told } = parseBody(changesBody, body, (context as RequestContext).legacy)
  if (told.name === undefined && told.request === undefined)
    throw invalid('There is nothing to change: send a name, a request or both.', 'server_template')
  if (told.request) checkRequest(told.request)
  return told
})

function checkRequest(told: z.output<typeof request>): void {
  checkTemplateServer(told.server)
  const bytes = Buffer.byteLength(JSON.stringify(told))
  if (bytes > mostBytes)
    throw new CloudError({
      kind: 'too-large',
      message: `A template's request has at most ${mostBytes} bytes, and this one ${bytes}. Shorten its user data or its metadata.`,
    })
}

/** Whoever sends a password learns why it is not taken, rather than that the field is unknown. */
function refusePassword(body: unknown): void {
  const within = (thing: unknown, key: string): unknown =>
    typeof thing === 'object' && thing !== null ? (thing as Record<string, unknown>)[key] : undefined
  const server = within(within(within(body, 'server_template'), 'request'), 'server')
  if (within(server, 'adminPass') !== undefined)
    throw invalid(
      'A template keeps no adminPass, because the whole project can read it. Leave it out: whoever creates a server from it chooses one, or gets one.',
      'server_template.request.server.adminPass',
    )
}
