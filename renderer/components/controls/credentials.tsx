import { type RefObject, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from './text-field.tsx'
import { useFreshField } from './use-fresh-field.ts'

interface CredentialsOptions {
  readonly passwordField: RefObject<HTMLInputElement | null>
  readonly passwordLabel: string
  readonly ids: { readonly customerId: string; readonly password: string }
  /** A bank without a portal asks for neither. */
  readonly isAsked?: boolean
  readonly firstCustomerId?: string
  /**
   * A one-time password is printed in half width, and pasted from a letter or a mail with a blank or a line break at its
   * end. One that the user chose is nobody's business to change.
   */
  readonly isOneTime?: boolean
}

/** Customer ID and password, as ログイン and 電子証明書取得 ask for them. */
export function useCredentials(options: CredentialsOptions) {
  const { passwordField, passwordLabel, ids, isAsked = true, firstCustomerId = '', isOneTime = false } = options
  const { t } = useTranslation()
  const [customerId, setCustomerId] = useState(firstCustomerId)
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const idField = useRef<HTMLInputElement>(null)
  const fresh = useFreshField(passwordField)
  const password = isOneTime ? typed.trim() : typed
  const idMissing = isAsked && customerId.trim() === ''
  const passwordMissing = isAsked && password === ''

  /** Both, and the password leaves its field; nothing while one is missing, whose field then has the focus, or not ready. */
  function take(isReady = true): { customerId: string; password: string } | undefined {
    setTried(true)
    if (idMissing) idField.current?.focus()
    else if (passwordMissing) passwordField.current?.focus()
    if (idMissing || passwordMissing || !isReady) return undefined
    // The password is handed over once and kept nowhere in the page.
    setTyped('')
    fresh.renew()
    setTried(false)
    return { customerId: customerId.trim(), password }
  }

  const idLabel = t('login.customerId')
  const fields = (
    <>
      <TextField
        ref={idField}
        label={idLabel}
        value={customerId}
        onChange={setCustomerId}
        autoComplete="off"
        maxLength={64}
        halfWidth
        error={tried && idMissing ? t('required', { field: idLabel }) : undefined}
        testId={ids.customerId}
      />
      <TextField
        key={fresh.key}
        ref={passwordField}
        label={passwordLabel}
        type="password"
        value={typed}
        onChange={setTyped}
        autoComplete={isOneTime ? 'off' : 'current-password'}
        maxLength={256}
        halfWidth={isOneTime}
        error={tried && passwordMissing ? t('required', { field: passwordLabel }) : undefined}
        testId={ids.password}
      />
    </>
  )
  return { take, tried, fields }
}
