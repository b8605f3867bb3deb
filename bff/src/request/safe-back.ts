/** `back` where it is a page of this dashboard, else its first page: nobody is led elsewhere by a link to the sign-in. */
export function safeBack(back: string | null | undefined): string {
  const home = 'http://dashboard.invalid'
  if (!back?.startsWith('/') || !URL.canParse(back, home)) return '/'
  const { origin, pathname, search, hash } = new URL(back, home)
  // A path with two slashes in front is another host, to whoever reads it next.
  const isPage = origin === home && !pathname.startsWith('//') && !/^\/(bff|sign-in)(\/|$)/.test(pathname)
  return isPage ? `${pathname}${search}${hash}` : '/'
}
