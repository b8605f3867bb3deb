import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Hono } from 'hono'
import type { BffEnv } from '../request/bff-env.ts'
import { packer } from '../request/packed.ts'

/** The services whose documents the page offers, the one that it shows first in front. */
const services = ['compute', 'identity', 'image', 'network', 'placement'] as const

const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

const files = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui-standalone-preset.js': 'text/javascript; charset=utf-8',
} as const

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference · Kilonova</title>
<link rel="stylesheet" href="/reference/swagger-ui.css">
<link rel="stylesheet" href="/reference/page.css">
</head>
<body>
<main id="reference"></main>
<script src="/reference/swagger-ui-bundle.js"></script>
<script src="/reference/swagger-ui-standalone-preset.js"></script>
<script src="/reference/start.js"></script>
</body>
</html>
`

const style = `body { margin: 0 }
.swagger-ui .topbar .link { display: none }
`

const start = `SwaggerUIBundle({
  dom_id: '#reference',
  urls: ${JSON.stringify(services.map((name) => ({ name, url: `/${name}/openapi.json` })))},
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  showExtensions: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
})
`

/**
 * The reference of all APIs at `/reference`, made from the services' own OpenAPI documents by Swagger UI: routes, fields, policy, and a
 * way to try each with a token.
 */
export function referencePages(): Hono<BffEnv> {
  const app = new Hono<BffEnv>()
  const pack = packer()
  app.get('/', (c) => c.html(page))
  app.get('/start.js', (c) => c.body(start, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
  app.get('/page.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }))
  for (const [name, type] of Object.entries(files)) {
    let bytes: Buffer<ArrayBuffer> | undefined
    app.get(`/${name}`, async (c) => {
      bytes ??= Buffer.from(readFileSync(join(swaggerUi, name)))
      const asked = { accepted: c.req.header('accept-encoding'), known: c.req.header('if-none-match') }
      const packed = await pack(name, { bytes, type }, asked)
      const headers = { 'content-type': type, 'cache-control': 'public, max-age=3600', ...packed.headers }
      return packed.bytes ? c.body(packed.bytes, 200, headers) : c.body(null, 304, headers)
    })
  }
  return app
}
