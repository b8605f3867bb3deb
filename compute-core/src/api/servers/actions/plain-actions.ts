import { z } from 'zod'
import { plainActionNames } from '#domain/server/lifecycle'
import { beginServerAction, namesOf, serverAction } from './server-action.ts'

/** The actions that need nothing but to be begun, from the lifecycle's rows. What stands under their names means nothing to Nova either. */
export const plainActions = plainActionNames.map((action) =>
  serverAction({
    ...namesOf(action),
    body: z.unknown(),
    handle: (api, context, server) => beginServerAction(api, context, server, action),
  }),
)
