import i18next from 'i18next'

/** The languages that the dashboard speaks, each by its own name. */
export const languages = { en: 'English', de: 'Deutsch' } as const

export type Language = keyof typeof languages

const storageKey = 'kilonova.language'

/** The language that was chosen in this browser, or the first that the browser prefers and the dashboard speaks. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(storageKey), ...navigator.languages]
  return wanted.map((tag) => tag?.split('-')[0] as Language | undefined).find((tag) => tag && tag in languages) ?? 'en'
}

/** Keeps the language in this browser and shows everything in it: texts are read once, when a page's modules are loaded. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(storageKey, language)
  location.reload()
}

void i18next.init({
  lng: 'en',
  fallbackLng: 'en',
  initAsync: false,
  // The English text is the key: dots and colons are parts of sentences.
  keySeparator: false,
  nsSeparator: false,
  resources: { en: { translation: {} } },
  interpolation: { escapeValue: false }, // React does
})

/** Takes what the English text in the code does not say by itself: singulars. The sign-in page has none, and does without. */
export const addEnglish = (english: Record<string, string>): void =>
  void i18next.addResourceBundle('en', 'translation', english)

/** Has every text in `language`; to be awaited before any module that has texts is loaded. English is in the code itself. */
export async function loadLanguage(language: Language): Promise<void> {
  document.documentElement.lang = language
  if (language === 'en') return
  const { german } = await import('./locales/de/index.ts')
  i18next.addResourceBundle(language, 'translation', german)
  await i18next.changeLanguage(language)
}

/** The locale of dates and numbers: the browser's own variant of the language shown. */
export const locale = (): string =>
  navigator.languages.find((tag) => tag.split('-')[0] === i18next.language) ?? i18next.language

/**
 * `text` in the language of the page; `{{name}}` in it is replaced by the option of that name, and `count` chooses between singular and
 * plural. A count is written as people write it: 5,000.
 */
export function t(text: string, options: Record<string, unknown> = {}): string {
  const { count } = options
  if (typeof count !== 'number') return i18next.t(text, options)
  return i18next.t(text, { ...options, replace: { ...options, count: new Intl.NumberFormat(locale()).format(count) } })
}
