import { locale } from '#ui/i18n'

/** 5000 → "5,000". */
export const formatCount = (count: number): string => new Intl.NumberFormat(locale()).format(count)
