// Runs before the first paint, so that a dark page never flashes white.
;(() => {
  const stored = localStorage.getItem('mantine-color-scheme-value')
  const dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
  try {
    const { density } = JSON.parse(localStorage.getItem('kilonova.preferences') ?? '{}') ?? {}
    if (density) document.documentElement.setAttribute('data-density', density)
  } catch {
    // Whatever is stored there, the page must be shown.
  }
  // Libraries that add <style> elements take the nonce that the content security policy requires from this name.
  globalThis.__webpack_nonce__ = document.querySelector('meta[name="style-nonce"]')?.content

  // If part of the dashboard cannot be loaded (the network changed, the cloud was upgraded), reload the page.
  // At most once in ten seconds: while the server is gone the page must not flicker.
  const reload = () => {
    const last = Number(sessionStorage.getItem('kilonova.reloaded') ?? 0)
    if (Date.now() - last < 10_000) return
    sessionStorage.setItem('kilonova.reloaded', String(Date.now()))
    // While the server does not respond, the current page is more useful than the browser's error page.
    fetch('/healthz').then(
      ({ ok }) => ok && location.reload(),
      () => undefined,
    )
  }
  addEventListener('vite:preloadError', reload)
  addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLScriptElement || (target instanceof HTMLLinkElement && target.rel === 'stylesheet'))
        reload()
    },
    true,
  )
})()
