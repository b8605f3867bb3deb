import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import './app/style.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { RefusalError } from '#app/bff'
import { paths } from '#app/paths'
import { makeQueryClient } from '#app/query-client'
import { makeRouter } from '#app/router'
import { styleNonce } from '#app/style-nonce'
import { cssVariables, theme } from '#app/theme'

const queryClient = makeQueryClient(() => {
  const { pathname, search } = router.state.location
  if (pathname !== '/sign-in') void router.navigate(paths.signIn(`${pathname}${search}`), { replace: true })
})
const router = makeRouter()

/** A refusal is shown on the page; only what nobody foresaw is for the browser's console. */
const reportSurprise = (error: unknown) => {
  if (!(error instanceof RefusalError)) console.error(error)
}

const root = document.getElementById('root')
if (root)
  createRoot(root, { onCaughtError: reportSurprise }).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={() => styleNonce}
      >
        <Notifications position="bottom-right" />
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} onError={reportSurprise} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
