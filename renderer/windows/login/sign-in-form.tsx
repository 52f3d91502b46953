import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin, useAction } from '../../components/controls/action.tsx'
import { Button } from '../../components/controls/button.tsx'
import { FieldError, TextField } from '../../components/controls/text-field.tsx'
import { useFreshField } from '../../components/controls/use-fresh-field.ts'
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
  const [customerId, setCustomerId] = useState('')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const [pressed, setPressed] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const idField = useRef<HTMLInputElement>(null)
  const passwordField = useRef<HTMLInputElement>(null)
  const fresh = useFreshField(passwordField)
  const idMissing = hasPortal && customerId.trim() === ''
  const passwordMissing = hasPortal && password === ''
  const resting = looking ? pressed : busy || pending

  function submit(event: FormEvent) {
    event.preventDefault()
    if (resting) return
    setPressed(looking)
    if (looking) return
    setTried(true)
    if (idMissing) return idField.current?.focus()
    if (passwordMissing) return passwordField.current?.focus()
    if (thumbprint === undefined) return
    const secret = password
    // The password is handed over once and kept nowhere in the page.
    setPassword('')
    fresh.renew()
    setTried(false)
    const credentials = hasPortal ? { customerId: customerId.trim(), password: secret } : {}
    void run(() => koshin().login.signIn({ thumbprint, ...credentials }))
  }

  // A press that came before the certificates is repeated once they are there.
  useEffect(() => {
    if (pressed && !looking) form.current?.requestSubmit()
  }, [pressed, looking])

  // What was refused is typed once more, and the field for it is empty.
  useEffect(() => {
    if (refused && !busy) passwordField.current?.focus()
  }, [refused, busy])

  const missing = (field: string) => t('required', { field })
  return (
    <form ref={form} className="stack" noValidate onSubmit={submit}>
      {hasPortal && (
        <div className="login-fields">
          <TextField
            ref={idField}
            label={t('login.customerId')}
            value={customerId}
            onChange={setCustomerId}
            autoComplete="off"
            maxLength={64}
            halfWidth
            error={tried && idMissing ? missing(t('login.customerId')) : undefined}
            testId={loginIds.customerId}
          />
          <TextField
            key={fresh.key}
            ref={passwordField}
            label={t('login.password')}
            type="password"
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
            maxLength={256}
            error={tried && passwordMissing ? missing(t('login.password')) : undefined}
            testId={loginIds.password}
          />
        </div>
      )}
      {tried && thumbprint === undefined && <FieldError text={t('login.mustChoose')} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={resting} testId={loginIds.submit}>
          {t('buttons.login')}
        </Button>
      </div>
    </form>
  )
}
