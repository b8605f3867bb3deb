interface Named {
  id: string
  name: string
}

const looksLikeId = /^[\da-f]{32}$/i

/** What stands for `project` in addresses: its name, where no other of `projects` has it and it can stand in a path; else its id. */
export function slugOf(project: Named, projects: readonly Named[]): string {
  const isAlone = projects.filter(({ name }) => name === project.name).length === 1
  const isPlain = !/^\.{1,2}$|[/\\]/.test(project.name) && !looksLikeId.test(project.name)
  return isAlone && isPlain ? encodeURIComponent(project.name) : project.id
}

/** `pathname`, an address within a project, with `slug` for the project. */
export function withSlug(pathname: string, slug: string): string {
  const [, place, , ...rest] = pathname.split('/')
  return ['', place, slug, ...rest].join('/')
}

/** The project that an address names, by its id or its name; of several with one name none, since it cannot be told which is meant. */
export function projectOf<Project extends Named>(slug: string, projects: readonly Project[]): Project | undefined {
  const byId = projects.find(({ id }) => id === slug)
  if (byId) return byId
  const named = projects.filter(({ name }) => name === slug)
  return named.length === 1 ? named[0] : undefined
}
