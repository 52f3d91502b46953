import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin, useAction } from '../../components/controls/action.tsx'
import { Button } from '../../components/controls/button.tsx'
import { useCredentials } from '../../components/controls/credentials.tsx'
import { focusField } from '../../components/controls/focus-field.ts'
import { FieldError } from '../../components/controls/text-field.tsx'
import { loginIds } from './test-ids.ts'

interface SignInFormProps {
  readonly hasPortal: boolean
  readonly busy: boolean
  /** The certificates are not known yet. What is typed now counts, and so does a press. */
  readonly looking: boolean
  readonly thumbprint: string | undefined
  /** The bank has just said that ID or password is wrong. */
  readonly refused: boolean
}

export function SignInForm({ hasPortal, busy, looking, thumbprint, refused }: SignInFormProps) {
  const { t } = useTranslation()
  const { pending, run } = useAction()
  const [pressed, setPressed] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const passwordField = useRef<HTMLInputElement>(null)
  const { take, tried, fields } = useCredentials({
    passwordField,
    passwordLabel: t('login.password'),
    ids: loginIds,
    isAsked: hasPortal,
  })
  const resting = looking ? pressed : busy || pending

  function submit(event: FormEvent) {
    event.preventDefault()
    if (resting) return
    setPressed(looking)
    if (looking) return
    const taken = take(thumbprint !== undefined)
    if (taken === undefined || thumbprint === undefined) return
    void run(() => koshin().login.signIn({ thumbprint, ...(hasPortal ? taken : {}) }))
  }

  // A press that came before the certificates is repeated once they are there.
  useEffect(() => {
    if (pressed && !looking) form.current?.requestSubmit()
  }, [pressed, looking])

  // What was refused is typed once more, and the field for it is empty.
  useEffect(() => {
    if (refused && !busy) focusField(passwordField.current)
  }, [refused, busy])

  return (
    <form ref={form} className="stack" noValidate onSubmit={submit}>
      {hasPortal && <div className="login-fields">{fields}</div>}
      {tried && thumbprint === undefined && <FieldError text={t('login.mustChoose')} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={resting} testId={loginIds.submit}>
          {t('buttons.login')}
        </Button>
      </div>
    </form>
  )
}
