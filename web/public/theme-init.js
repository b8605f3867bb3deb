// Runs before the first paint, so that a dark page never flashes white.
;(() => {
  const stored = localStorage.getItem('mantine-color-scheme-value')
  const dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
  // Under this name libraries that add <style> elements look for the nonce that the content security policy wants.
  globalThis.__webpack_nonce__ = document.querySelector('meta[name="style-nonce"]')?.content
})()
