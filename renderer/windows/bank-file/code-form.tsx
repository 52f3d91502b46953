import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codeDigits } from '../../../preload/entered.ts'
import { koshin, useAction } from '../../components/controls/action.tsx'
import { ActionButton, Button } from '../../components/controls/button.tsx'
import { focusField } from '../../components/controls/focus-field.ts'
import { TextField } from '../../components/controls/text-field.tsx'
import { bankFileIds } from './test-ids.ts'

interface CodeFormProps {
  readonly busy: boolean
  /** A new one each time that a code was refused. */
  readonly refused: object | undefined
}

/** 確認コード, as the bank's letter has it. */
export function CodeForm({ busy, refused }: CodeFormProps) {
  const { t } = useTranslation()
  const { pending, run } = useAction()
  const [code, setCode] = useState('')
  const [tried, setTried] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const isWhole = codeDigits(code) !== undefined

  // What was typed stays, to be compared with the letter.
  useEffect(() => {
    focusField(field.current)
    if (refused !== undefined) field.current?.select()
  }, [refused])

  function submit(event: FormEvent) {
    event.preventDefault()
    if (pending || busy) return
    setTried(true)
    if (!isWhole) return field.current?.focus()
    void run(() => koshin().bankFile.code(code))
  }

  return (
    <form className="stack" noValidate onSubmit={submit}>
      <TextField
        ref={field}
        label={t('bankFile.code')}
        value={code}
        onChange={setCode}
        autoComplete="off"
        maxLength={64}
        hint={t('bankFile.codeHint')}
        error={tried && !isWhole ? t('bankFile.codeForm') : undefined}
        testId={bankFileIds.code}
      />
      <div className="actions">
        <ActionButton kind="quiet" action={() => koshin().bankFile.back()} testId={bankFileIds.back}>
          {t('buttons.back')}
        </ActionButton>
        <Button kind="primary" type="submit" disabled={pending || busy} testId={bankFileIds.submit}>
          {t('buttons.setBank')}
        </Button>
      </div>
    </form>
  )
}
