import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CertificateCard, View } from '../preload/contract.ts'
import { koshin, useAction } from './components/action.tsx'
import { BankNameContext } from './components/page-frame.tsx'
import { startWindow } from './components/root.tsx'
import { AcquirePage } from './windows/acquire/page.tsx'
import { CompletionPage } from './windows/completion/page.tsx'
import { EndedPage } from './windows/ended/page.tsx'
import { LoginPage } from './windows/login/page.tsx'
import { MainPage } from './windows/main/page.tsx'
import { NewPcPage } from './windows/new-pc/page.tsx'
import { NoticePage } from './windows/notice/page.tsx'
import { PreparingPage } from './windows/preparing/page.tsx'
import { StartPage } from './windows/start/page.tsx'
import { WorkingPage } from './windows/working/page.tsx'

/** What earlier views told and later ones leave out. */
interface Shown {
  readonly view: View
  readonly bankName: string | undefined
  /** The certificate that is being renewed. */
  readonly current: CertificateCard | undefined
}

function show(before: Shown | undefined, view: View): Shown {
  const bankName = 'bankName' in view ? view.bankName : before?.bankName
  if (view.window === 'login' || view.window === 'acquire' || view.window === 'completion') {
    return { view, bankName, current: undefined }
  }
  return { view, bankName, current: 'certificate' in view ? view.certificate : before?.current }
}

/** Draws whichever window the main process says; decides nothing itself. */
function App() {
  const { t } = useTranslation()
  const [shown, setShown] = useState<Shown>()
  const { run } = useAction()

  useEffect(() => {
    const stop = koshin().onView((view) => setShown((before) => show(before, view)))
    void run(async () => {
      const first = await koshin().view()
      // A view that was pushed meanwhile is newer than this answer.
      setShown((before) => before ?? show(undefined, first))
    })
    return stop
  }, [run])

  if (shown === undefined) return <p className="visually-hidden">{t('loading')}</p>
  return (
    <BankNameContext value={shown.bankName}>
      <Window {...shown} />
    </BankNameContext>
  )
}

function Window({ view, current }: Shown) {
  switch (view.window) {
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
  }
}

startWindow(<App />)
