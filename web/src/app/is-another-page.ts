/**
 * Whether somebody who goes from one address to another is on another page: not from tab to tab of one thing, nor where an old or
 * short address leads on to the page that it stands for.
 */
export function isAnotherPage(from: string, to: string): boolean {
  const [left, reached] = [pageOf(from), pageOf(to)]
  return left !== null && left !== reached
}

/** The part of an address that names a page; null for one that only leads to pages. */
function pageOf(pathname: string): string | null {
  const [, first = '', ...rest] = pathname.replace(/\/$/, '').split('/')
  if (first === 'p') return rest.length > 0 ? ['p', ...rest.slice(0, 3)].join('/') : null
  if (first === 'admin' || first === 'me') return [first, ...rest.slice(0, 2)].join('/')
  return first === 'projects' ? first : null
}
