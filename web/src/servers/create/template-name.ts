import { t } from '#ui/i18n'
import type { BriefServerTemplateView } from './template-query.ts'

/** What is wrong with a name for a template; null if nothing is. */
export function nameProblem(name: string): string | null {
  if (!name.trim()) return t('Give the template a name')
  return name.trim().length > 255 ? t('A name can have up to 255 characters') : null
}

/** Who made a template. */
export const makerOf = ({ user_id: id, user_name: name }: BriefServerTemplateView): string => name ?? id.slice(0, 8)

/** Why somebody may not change or delete a template that others made. */
export const notYours = (template: BriefServerTemplateView): string =>
  t('{{name}} made it: only they and who manages the project can change it.', { name: makerOf(template) })

/** The template that has this name already. */
export const namedSo = (templates: readonly BriefServerTemplateView[], name: string) =>
  templates.find((template) => template.name === name.trim())
