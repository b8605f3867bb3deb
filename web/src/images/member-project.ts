import { t } from '#ui/i18n'

interface Named {
  id: string
  name: string
}

/** The project that somebody means who typed its name or its id, or why nobody can know. */
export function projectMeant(text: string, projects: readonly Named[]): { id: string } | { problem: string } {
  const typed = text.trim()
  if (typed === '') return { problem: t('Enter the name or the ID of a project') }
  const byId = projects.find(({ id }) => id === typed)
  if (byId) return { id: byId.id }
  const byName = projects.filter(({ name }) => name === typed)
  if (byName.length > 1) return { problem: t('Several projects are called {{name}}. Enter the ID.', { name: typed }) }
  if (byName[0]) return { id: byName[0].id }
  if (/^[\da-f]{32}$|^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(typed)) return { id: typed.toLowerCase() }
  return { problem: t('You see no project called {{name}}. Enter its ID.', { name: typed }) }
}
