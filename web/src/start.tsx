import '#ui/english'
import '@mantine/core/styles.css'
import './app/foundation.css'
import './app/style.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { RefusalError } from '#shared/bff'
import { sessionIsOver } from '#shared/session'
import { NoticeCorner } from '#ui/notice-corner'
import { makeQueryClient } from './app/query-client.ts'
import { makeRouter } from './app/router.tsx'
import { styleNonce } from '#shared/style-nonce'
import { cssVariables, theme } from './app/theme.ts'

const queryClient = makeQueryClient(() => {
  if (router.state.location.pathname !== '/sign-in') sessionIsOver(true)
})
const router = makeRouter()

/** Refusals are shown on the page; only unexpected errors go to the browser's console. */
const reportUnexpected = (error: unknown) => {
  if (!(error instanceof RefusalError)) console.error(error)
}

const root = document.getElementById('root')
if (root)
  createRoot(root, { onCaughtError: reportUnexpected }).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={() => styleNonce}
      >
        <NoticeCorner />
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} onError={reportUnexpected} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
