import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Banks, CertificateCard, Opening, View } from '../preload/contract.ts'
import { koshin, useAction } from './components/controls/action.tsx'
import { ActionScope } from './components/window/action-scope.tsx'
import { CrashScreen } from './components/window/crash-screen.tsx'
import { BanksContext } from './components/frame/banks/banks.ts'
import { startWindow } from './components/window/root.tsx'
import { AboutPage } from './windows/about/page.tsx'
import { AcquirePage } from './windows/acquire/page.tsx'
import { BankFilePage } from './windows/bank-file/page.tsx'
import { CompletionPage } from './windows/completion/page.tsx'
import { EndedPage } from './windows/ended/page.tsx'
import { GenuinePage } from './windows/genuine/page.tsx'
import { HelpPage } from './windows/help/page.tsx'
import { LoginPage } from './windows/login/page.tsx'
import { MainPage } from './windows/main/page.tsx'
import { NewPcPage } from './windows/new-pc/page.tsx'
import { NoticePage } from './windows/notice/page.tsx'
import { PreparingPage } from './windows/preparing/page.tsx'
import { SettingsPage } from './windows/settings/page.tsx'
import { SetupPage } from './windows/setup/page.tsx'
import { StartPage } from './windows/start/page.tsx'
import { WatchPage } from './windows/watch/page.tsx'
import { WatchCardPage } from './windows/watch-card/page.tsx'
import { WatchNoticePage } from './windows/watch-notice/page.tsx'
import { WelcomePage } from './windows/welcome/page.tsx'
import { WorkingPage } from './windows/working/page.tsx'

/** What earlier views told and later ones leave out. */
interface Shown {
  readonly view: View
  /** The certificate that is being renewed. */
  readonly current: CertificateCard | undefined
}

function show(before: Shown | undefined, view: View): Shown {
  if (view.window === 'login' || view.window === 'acquire' || view.window === 'completion') {
    return { view, current: undefined }
  }
  return { view, current: 'certificate' in view ? view.certificate : before?.current }
}

/** Once the page has drawn what it was given, and can take what is typed. */
const atRest = () => new Promise((resolve) => requestAnimationFrame(() => requestIdleCallback(resolve)))

/** Draws whichever window the main process says; decides nothing itself. */
function App() {
  const { t } = useTranslation()
  const [shown, setShown] = useState<Shown>()
  const [banks, setBanks] = useState<Banks>()
  const { run } = useAction()
  const shownBank = useRef<string>(undefined)

  useEffect(() => {
    // What was pushed is newer than every answer.
    const pushed = { view: false, banks: false }
    const stops = [
      koshin().onView((view) => {
        pushed.view = true
        setShown((before) => show(before, view))
      }),
      koshin().onBanks((told) => {
        pushed.banks = true
        setBanks(told)
        // Another bank's window follows at once; nothing of this one's may be seen in it.
        if (told.shown !== shownBank.current) setShown(undefined)
        shownBank.current = told.shown
      }),
    ]
    void run(async () => {
      const take = (answer: Partial<Opening>) => {
        if (answer.banks !== undefined && !pushed.banks) {
          setBanks(answer.banks)
          shownBank.current = answer.banks.shown
        }
        const { view } = answer
        if (view !== undefined && !pushed.view) setShown((before) => show(before, view))
      }
      const opening = await koshin().opening()
      if (opening !== undefined) {
        take(opening)
        await atRest()
      }
      take({ banks: await koshin().banks() })
      take({ view: await koshin().view() })
    })
    return () => stops.forEach((stop) => stop())
  }, [run])

  if (shown === undefined) return <p className="visually-hidden">{t('loading')}</p>
  return (
    <BanksContext value={banks}>
      {/* Within the bank, so that a page that cannot be drawn names its help desk, too. Anew with the next window. */}
      <CrashScreen key={shown.view.window}>
        {/* By bank, so that what was typed for one never stands in a field of another. */}
        <ActionScope>
          <Window key={banks?.shown} {...shown} />
        </ActionScope>
      </CrashScreen>
    </BanksContext>
  )
}

function Window({ view, current }: Shown) {
  switch (view.window) {
    case 'welcome':
      return <WelcomePage />
    case 'setup':
      return <SetupPage view={view} />
    case 'bank-file':
      return <BankFilePage view={view} />
    case 'watch':
      return <WatchPage view={view} />
    case 'watch-card':
      return <WatchCardPage key={view.id} view={view} />
    case 'watch-notice':
      return <WatchNoticePage view={view} />
    case 'genuine':
      return <GenuinePage view={view} />
    case 'login':
      return <LoginPage view={view} />
    case 'notice':
      return <NoticePage view={view} />
    case 'preparing':
      return <PreparingPage view={view} />
    case 'start':
      return <StartPage view={view} />
    case 'working':
      return <WorkingPage view={view} />
    case 'completion':
      return <CompletionPage view={view} />
    case 'main':
      return <MainPage view={view} />
    case 'acquire':
      return <AcquirePage view={view} />
    case 'new-pc':
      return <NewPcPage view={view} />
    case 'ended':
      return <EndedPage view={view} current={current} />
    case 'settings':
      return <SettingsPage view={view} />
    case 'help':
      return <HelpPage view={view} />
    case 'about':
      return <AboutPage view={view} />
  }
}

startWindow(<App />)
