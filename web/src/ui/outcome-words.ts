import { t } from './i18n.ts'

/** What has come of something that was asked for. */
export const outcomeWords = { running: t('running'), done: t('done'), failed: t('failed') } as const
