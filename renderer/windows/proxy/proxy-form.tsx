import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProxyQuestion } from '../../../preload/contract.ts'
import { useAction } from '../../components/controls/action.tsx'
import { Button } from '../../components/controls/button.tsx'
import { FieldError, TextField } from '../../components/controls/text-field.tsx'
import { QuestionPage } from '../../components/window/question-page.tsx'
import { proxyIds } from './test-ids.ts'

/** As administrators write them. */
const schemes: Readonly<Record<string, string>> = {
  basic: 'Basic',
  digest: 'Digest',
  ntlm: 'NTLM',
  negotiate: 'Negotiate',
}

export function ProxyForm({ question }: { question: ProxyQuestion }) {
  const { host, port, realm, scheme, refused, weakerThanBefore, unencrypted, canRemember } = question
  const { t } = useTranslation()
  const { pending, run } = useAction()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [remember, setRemember] = useState(false)
  const first = useRef<HTMLInputElement>(null)
  const complete = username !== '' && password !== ''

  useEffect(() => first.current?.focus(), [])

  function cancel() {
    if (!pending) void run(() => window.koshinProxy.answer(undefined))
  }

  return (
    <QuestionPage title={t('titles.proxy')} testId={proxyIds.page} onCancel={cancel}>
      <div className="stack-tight">
        <p className="lead">{t('proxy.lead')}</p>
        <p className="soft">
          <span className="mono">{`${host}:${port}`}</span> {realm}
        </p>
        {(weakerThanBefore || unencrypted) && (
          <p className="soft small">{t('proxy.scheme', { scheme: schemes[scheme] ?? scheme })}</p>
        )}
        {weakerThanBefore && (
          <p className="proxy-warning" role="alert" data-testid={proxyIds.weaker}>
            {t('proxy.weaker')}
          </p>
        )}
        {unencrypted && (
          <p className="proxy-warning" role="alert" data-testid={proxyIds.unencrypted}>
            {t('proxy.unencrypted')}
          </p>
        )}
      </div>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (complete) void run(() => window.koshinProxy.answer({ username, password, remember }))
        }}
      >
        {refused && (
          <div data-testid={proxyIds.refused}>
            <FieldError text={t('proxy.refused')} />
          </div>
        )}
        <TextField
          ref={first}
          label={t('proxy.username')}
          value={username}
          onChange={setUsername}
          testId={proxyIds.username}
          autoComplete="off"
          maxLength={256}
        />
        <TextField
          label={t('proxy.password')}
          type="password"
          value={password}
          onChange={setPassword}
          testId={proxyIds.password}
          autoComplete="off"
          maxLength={256}
        />
        {canRemember ? (
          <label className="proxy-remember">
            <input
              type="checkbox"
              checked={remember}
              onChange={(event) => setRemember(event.target.checked)}
              data-testid={proxyIds.remember}
            />
            {t('proxy.remember')}
          </label>
        ) : (
          <p className="soft small" data-testid={proxyIds.forgetful}>
            {t('proxy.forgetful')}
          </p>
        )}
        <div className="actions">
          <Button disabled={pending} onPress={cancel} testId={proxyIds.cancel}>
            {t('buttons.cancel')}
          </Button>
          <Button kind="primary" type="submit" disabled={!complete || pending} testId={proxyIds.signIn}>
            {t('buttons.proxySignIn')}
          </Button>
        </div>
      </form>
    </QuestionPage>
  )
}
