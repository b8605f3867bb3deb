import { loadLanguage, preferredLanguage } from '#ui/i18n'

// Texts are looked up when modules are evaluated, so the language comes first. Not awaited: what is loaded then needs this chunk itself.
void loadLanguage(preferredLanguage()).then(() =>
  location.pathname === '/sign-in' ? import('./sign-in.tsx') : import('./start.tsx'),
)
