import { t } from '#ui/i18n'

/** What is wrong with a hostname; null if nothing is. */
export const hostnameProblem = (hostname: string): string | null =>
  /^[a-zA-Z0-9-._]{1,255}$/.test(hostname.trim()) && !/^\.{1,2}$/.test(hostname.trim())
    ? null
    : t('A hostname has letters, digits, dots and hyphens only')
