/** Every address of the dashboard; links come only from here. */
export const paths = {
  overview: () => '/',
  servers: () => '/servers',
  serverCreate: () => '/servers/new',
  server: (id: string) => `/servers/${encodeURIComponent(id)}`,
  serverConsole: (id: string) => `/servers/${encodeURIComponent(id)}/console`,
  serverLog: (id: string) => `/servers/${encodeURIComponent(id)}/log`,
  serverActions: (id: string) => `/servers/${encodeURIComponent(id)}/actions`,
  serverDiagnostics: (id: string) => `/servers/${encodeURIComponent(id)}/diagnostics`,
  serverGroups: () => '/server-groups',
  keyPairs: () => '/key-pairs',
  images: () => '/images',
  signIn: (back?: string) => (back && back !== '/' ? `/sign-in?back=${encodeURIComponent(back)}` : '/sign-in'),
  chooseProject: (back?: string) => (back && back !== '/' ? `/project?back=${encodeURIComponent(back)}` : '/project'),
} as const

/** Where to go after signing in: only ever a page of ours, whatever the address bar says. */
export function safeBack(back: string | null): string {
  if (!back) return '/'
  const url = new URL(back, 'http://here')
  return url.origin === 'http://here' && back.startsWith('/') ? `${url.pathname}${url.search}` : '/'
}
