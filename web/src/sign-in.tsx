import '@mantine/core/styles.css?sign-in'
import './app/foundation.css?sign-in'
import { MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { styleNonce } from '#shared/style-nonce'
import { cssVariables, theme } from './app/theme.ts'
import { SignInPage } from './session/sign-in-page.tsx'

// The first page of all is a small one: it needs neither the router nor what is around pages.
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={() => styleNonce}
      >
        <SignInPage />
      </MantineProvider>
    </StrictMode>,
  )
