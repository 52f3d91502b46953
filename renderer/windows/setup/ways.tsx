import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin, useAction } from '../../components/controls/action.tsx'
import { ActionButton, Button } from '../../components/controls/button.tsx'
import { TextField } from '../../components/controls/text-field.tsx'
import { useFileDrop } from '../bank-file/use-file-drop.ts'
import { setupIds } from './test-ids.ts'

/** The two ways in which a bank hands out its settings: as a file, and at its own domain. */
export function Ways({ primary }: { primary: boolean }) {
  const { t } = useTranslation()
  const { pending, run } = useAction()
  const [domain, setDomain] = useState('')
  const [tried, setTried] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const missing = domain.trim() === ''
  useFileDrop(true)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (pending) return
    setTried(true)
    if (missing) return field.current?.focus()
    void run(() => koshin().bankFile.domain(domain))
  }

  return (
    <>
      <section className="panel stack-tight">
        <h2>{t('setup.withBankFile.title')}</h2>
        <p>{t('setup.withBankFile.lead')}</p>
        <p className="soft">{t('setup.withBankFile.code')}</p>
        <div>
          <ActionButton
            kind={primary ? 'primary' : 'secondary'}
            action={() => koshin().bankFile.choose()}
            testId={setupIds.choose}
          >
            {t('buttons.chooseBankFile')}
          </ActionButton>
        </div>
      </section>
      <section className="panel stack-tight">
        <h2>{t('setup.withDomain.title')}</h2>
        <p>{t('setup.withDomain.lead')}</p>
        <form className="stack-tight" noValidate onSubmit={submit}>
          <TextField
            ref={field}
            label={t('setup.withDomain.domain')}
            value={domain}
            onChange={setDomain}
            autoComplete="off"
            maxLength={300}
            error={tried && missing ? t('required', { field: t('setup.withDomain.domain') }) : undefined}
            testId={setupIds.domain}
          />
          <div>
            <Button type="submit" disabled={pending} testId={setupIds.fetch}>
              {t('buttons.fetchBankFile')}
            </Button>
          </div>
        </form>
      </section>
    </>
  )
}
