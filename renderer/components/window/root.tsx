import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startLanguage } from '../../locales/language.ts'
import { AutomationBanner } from './automation-banner.tsx'
import { ActionScope } from './action-scope.tsx'
import { CrashScreen } from './crash-screen.tsx'
import { MissingFontBanner } from './missing-font-banner.tsx'
import { guardRestingPointer } from './resting-pointer.ts'
import '../../styles/tokens.css'
import '../../styles/base.css'

/** Every window starts the same way: its language, its styles, and a place where failures show. */
export function startWindow(page: ReactNode): void {
  // The main process puts the chosen language into the address; without a choice, the system's counts.
  const { searchParams } = new URL(location.href)
  startLanguage(searchParams.get('language') ?? navigator.language)
  const root = document.getElementById('root')
  if (root === null) throw new Error('The page has no #root')
  guardRestingPointer()
  createRoot(root).render(
    <StrictMode>
      <CrashScreen>
        {searchParams.has('automation') && <AutomationBanner />}
        {searchParams.has('missing-font') && <MissingFontBanner />}
        <ActionScope>{page}</ActionScope>
      </CrashScreen>
    </StrictMode>,
  )
}
