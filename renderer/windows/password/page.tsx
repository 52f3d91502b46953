import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PasswordQuestion } from '../../../preload/contract.ts'
import { useAction } from '../../components/controls/action.tsx'
import { Button } from '../../components/controls/button.tsx'
import { FieldError, TextField } from '../../components/controls/text-field.tsx'
import { QuestionPage } from '../../components/window/question-page.tsx'
import { passwordIds } from './test-ids.ts'

/** 電子証明書の保管場所のパスワード, where the key store has one; or トークンの PIN. */
export function PasswordPage() {
  const { t } = useTranslation()
  const { run } = useAction()
  const [question, setQuestion] = useState<PasswordQuestion>()

  useEffect(() => {
    void run(async () => setQuestion(await window.koshinPassword.question()))
  }, [run])

  if (question === undefined) return <p className="visually-hidden">{t('loading')}</p>
  return <PasswordForm {...question} />
}

function PasswordForm({ token, refused, lastTry = false, canRemember }: PasswordQuestion) {
  const { t } = useTranslation()
  const { pending, run } = useAction()
  const [password, setPassword] = useState('')
  const [remember, setRemember] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  // Some tokens want a PIN that is empty.
  const complete = password !== '' || token !== undefined

  useEffect(() => field.current?.focus(), [])

  function cancel() {
    if (!pending) void run(() => window.koshinPassword.answer(undefined))
  }

  const words =
    token === undefined
      ? {
          title: t('titles.password'),
          lead: t('password.lead'),
          wrong: t('password.refused'),
          label: t('password.password'),
        }
      : {
          title: t('titles.pin'),
          lead: t('password.token.lead', { token }),
          wrong: t(lastTry ? 'password.token.lastTry' : 'password.token.refused'),
          label: t('password.token.pin'),
        }
  return (
    <QuestionPage title={words.title} testId={passwordIds.page} onCancel={cancel}>
      <div className="stack-tight">
        <p className="lead">{words.lead}</p>
        {token !== undefined && <p>{t('password.token.counts')}</p>}
        {!remember && <p className="soft">{t('password.kept')}</p>}
      </div>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (complete) void run(() => window.koshinPassword.answer({ password, remember }))
        }}
      >
        {refused && (
          <div data-testid={passwordIds.refused}>
            <FieldError text={words.wrong} />
          </div>
        )}
        <TextField
          ref={field}
          label={words.label}
          type="password"
          value={password}
          onChange={setPassword}
          testId={passwordIds.password}
          autoComplete="off"
          maxLength={256}
        />
        {canRemember && (
          <label className="check">
            <input
              type="checkbox"
              checked={remember}
              onChange={(event) => setRemember(event.target.checked)}
              data-testid={passwordIds.remember}
            />
            {t('password.remember')}
          </label>
        )}
        <div className="actions">
          <Button disabled={pending} onPress={cancel} testId={passwordIds.cancel}>
            {t('buttons.cancel')}
          </Button>
          <Button kind="primary" type="submit" disabled={!complete || pending} testId={passwordIds.unlock}>
            {t('buttons.unlock')}
          </Button>
        </div>
      </form>
    </QuestionPage>
  )
}
