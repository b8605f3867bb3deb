import { z } from 'zod'
import { invalid } from '#platform/errors'
import { nameField } from '#platform/service/fields'
import { described, parseBody } from '#platform/service/read-as'
import type { RequestContext } from '../../route.ts'
import { checkTemplateServer, templateServer } from '../../servers/read-new-server.ts'
import { hintsField } from '../../servers/scheduler-hints.ts'

const amount = (least: number) => z.int().min(least).max(2_147_483_647)

/** A flavor that nobody has made. */
const sizes = z.strictObject({ vcpus: amount(1), ram: amount(1), disk: amount(0) })

const body = z.strictObject({
  server: templateServer.describe(
    'What POST /servers takes in its newest version; all but the flavor may be left out, and that too where `flavor` says how large they would be.',
  ),
  flavor: sizes.optional().describe('How large they would be, where no flavor is of that size.'),
  'os:scheduler_hints': hintsField.optional(),
  project_id: nameField
    .optional()
    .describe('Whose servers they would be: the caller’s project, or another one for administrators.'),
})

/** How large servers that are only thought of would be. */
export type Sizes = z.output<typeof sizes>

/** Reads a request for servers that are only thought of. */
export const readFit = described<never, z.output<typeof body>>(body, (given, context) => {
  const told = parseBody(body, given, (context as RequestContext).legacy)
  if ((told.server.flavorRef === undefined) === (told.flavor === undefined))
    throw invalid('Say how large the servers would be once: in flavorRef, or in flavor.', 'flavorRef')
  checkTemplateServer(told.server)
  return told
})
