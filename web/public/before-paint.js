// Runs before the first paint, so that a dark page never flashes white.
;(() => {
  const stored = localStorage.getItem('mantine-color-scheme-value')
  const dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
  // Under this name libraries that add <style> elements look for the nonce that the content security policy wants.
  globalThis.__webpack_nonce__ = document.querySelector('meta[name="style-nonce"]')?.content

  // A part of the dashboard that did not arrive (the network changed, the cloud was upgraded) comes with a fresh page.
  // Once in ten seconds: a server that is really gone must not make the page flicker for ever.
  const reload = () => {
    const last = Number(sessionStorage.getItem('kilonova.reloaded') ?? 0)
    if (Date.now() - last < 10_000) return
    sessionStorage.setItem('kilonova.reloaded', String(Date.now()))
    // While nobody answers, the page that is there says more than the browser's own error page.
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
