/** Something that answers requests: a Hono app, whatever its variables. */
export interface Answers {
  fetch(request: Request, env?: object): Response | Promise<Response>
}

const apiPath = /^\/(identity|compute|image|network|volume|placement)(\/|$)/

/** The OpenStack APIs under their prefixes, the dashboard everywhere else: two apps on one port that know nothing of each other. */
export const frontDoor = (apis: Answers, dashboard: Answers): Answers => ({
  fetch: (request, env) => (apiPath.test(new URL(request.url).pathname) ? apis : dashboard).fetch(request, env),
})
