import { type FormEvent, type RefObject, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin, useAction } from '../../components/controls/action.tsx'
import { ActionButton, Button } from '../../components/controls/button.tsx'
import { TextField } from '../../components/controls/text-field.tsx'
import { useFreshField } from '../../components/controls/use-fresh-field.ts'
import { acquireIds } from './test-ids.ts'

interface AcquireFormProps {
  readonly firstCustomerId: string
  readonly passwordField: RefObject<HTMLInputElement | null>
}

export function AcquireForm({ firstCustomerId, passwordField }: AcquireFormProps) {
  const { t } = useTranslation()
  const { pending, run } = useAction()
  const [customerId, setCustomerId] = useState(firstCustomerId)
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const idField = useRef<HTMLInputElement>(null)
  const fresh = useFreshField(passwordField)
  const idMissing = customerId.trim() === ''
  // People paste it from a letter or a mail, with a blank or a line break at its end.
  const cleaned = password.trim()

  function submit(event: FormEvent) {
    event.preventDefault()
    if (pending) return
    setTried(true)
    if (idMissing) return idField.current?.focus()
    if (cleaned === '') return passwordField.current?.focus()
    setPassword('')
    fresh.renew()
    setTried(false)
    void run(() => koshin().acquire.request({ customerId: customerId.trim(), password: cleaned }))
  }

  const missing = (field: string) => t('required', { field })
  return (
    <form className="stack" noValidate onSubmit={submit}>
      <TextField
        ref={idField}
        label={t('acquire.customerId')}
        value={customerId}
        onChange={setCustomerId}
        autoComplete="off"
        maxLength={64}
        halfWidth
        error={tried && idMissing ? missing(t('acquire.customerId')) : undefined}
        testId={acquireIds.customerId}
      />
      <TextField
        key={fresh.key}
        ref={passwordField}
        label={t('acquire.password')}
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="off"
        maxLength={256}
        halfWidth
        error={tried && cleaned === '' ? missing(t('acquire.password')) : undefined}
        testId={acquireIds.password}
      />
      <p className="soft">{t('acquire.then')}</p>
      <div className="actions">
        <ActionButton kind="quiet" action={() => koshin().acquire.back()} disabled={pending} testId={acquireIds.back}>
          {t('buttons.backToLogin')}
        </ActionButton>
        <Button kind="primary" type="submit" disabled={pending} testId={acquireIds.submit}>
          {t('buttons.acquire')}
        </Button>
      </div>
    </form>
  )
}
