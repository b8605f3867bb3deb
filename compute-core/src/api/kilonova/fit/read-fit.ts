import { z } from 'zod'
import { nameField } from '#platform/service/fields'
import { described, parseBody } from '#platform/service/read-as'
import type { RequestContext } from '../../route.ts'
import { checkTemplateServer, templateServer } from '../../servers/read-new-server.ts'
import { hintsField } from '../../servers/scheduler-hints.ts'

const body = z.strictObject({
  server: templateServer
    .required({ flavorRef: true })
    .describe('What POST /servers takes in its newest version; all but the flavor may be left out.'),
  'os:scheduler_hints': hintsField.optional(),
  project_id: nameField
    .optional()
    .describe('Whose servers they would be: the caller’s project, or another one for administrators.'),
})

/** Reads a request for servers that are only thought of. */
export const readFit = described<never, z.output<typeof body>>(body, (given, context) => {
  const told = parseBody(body, given, (context as RequestContext).legacy)
  checkTemplateServer(told.server)
  return told
})
