// The entry of the web interface: resume the session, then draw.
import './mantine-styles.ts'
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { resumeSession, session } from './api.ts'
import { mergeMessages } from './i18n/catalogue.ts'
import { shellMessages } from './i18n/shell-messages.ts'
import { firstReading, I18nProvider } from './i18n/use-i18n.tsx'
import { webModules } from './modules.ts'
import { ApiProblem } from './problem.ts'
import { createAppRouter } from './router.tsx'
import { cssVariables, theme } from './theme.ts'

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only what may pass by itself is tried again.
      retry: (count, error) =>
        count < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 502),
    },
  },
})
const messages = mergeMessages([shellMessages, ...webModules.map((module) => module.messages)])
const router = createAppRouter(queryClient)

session.subscribe(() => {
  // Signed out here or in another tab: the frame's guard leads to the login page.
  if (session.status() === 'anonymous') void router.invalidate()
})

void start()

async function start(): Promise<void> {
  const [first] = await Promise.all([firstReading(messages), resumeSession()])
  const host = document.getElementById('root')
  if (host === null) throw new Error('The page has no #root.')
  createRoot(host).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <I18nProvider messages={messages} first={first}>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </I18nProvider>
      </MantineProvider>
    </StrictMode>,
  )
}
