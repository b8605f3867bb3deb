import { addEnglish } from './i18n.ts'
import english from './locales/en.json'

addEnglish(english)
