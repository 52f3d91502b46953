import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DemoBankState, DemoCharacter } from '../../../preload/contract.ts'
import { useAction } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { Characters } from './characters.tsx'
import { Customers } from './customers.tsx'
import { Mails } from './mails.tsx'
import { Undelivered } from './undelivered.tsx'
import { useTitle } from '../../components/window/use-title.ts'
import { demoBankIds } from './test-ids.ts'
import './demo-bank.css'

/** What stands in for a letter-box and a bank clerk during a demo. */
export function DemoBankPage() {
  const { t } = useTranslation()
  const { run } = useAction()
  const [state, setState] = useState<DemoBankState>()
  useTitle(t('titles.demoBank'))

  useEffect(() => {
    const stop = window.koshinDemo.onState(setState)
    void run(async () => {
      const first = await window.koshinDemo.state()
      setState((before) => before ?? first)
    })
    return stop
  }, [run])

  /** At once, not when the bank's state is next told. */
  function change(changed: DemoCharacter): void {
    setState(
      (before) =>
        before && {
          ...before,
          characters: before.characters.map((one) => (one.name === changed.name ? changed : one)),
        },
    )
  }

  return (
    <div className="demo" data-testid={demoBankIds.page}>
      <header className="demo-top">
        <div className="demo-name">
          <h1>{t('titles.demoBank')}</h1>
          <span className="demo-badge">{t('demo.badge')}</span>
        </div>
        <ActionButton kind="primary" action={() => window.koshinDemo.openApp()} testId={demoBankIds.openApp}>
          {t('buttons.openApp')}
        </ActionButton>
        <p className="demo-lead">{t('demo.lead')}</p>
      </header>
      <main className="stack demo-page">
        {state === undefined ? (
          <p>{t('loading')}</p>
        ) : (
          <>
            <Customers customers={state.customers} />
            {state.undelivered.length > 0 && <Undelivered reminders={state.undelivered} />}
            <Mails mails={state.mails} />
            {state.characters.length > 0 && <Characters characters={state.characters} onChange={change} />}
          </>
        )}
      </main>
    </div>
  )
}
