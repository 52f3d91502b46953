import { useContext, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SupportFile } from '../../../preload/contract.ts'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { BanksContext } from '../../components/frame/banks/banks.ts'
import { HelpDesk } from '../../components/progress/help-desk.tsx'
import { helpIds } from './test-ids.ts'

/** The support bundle: the user reads what is in it before it is saved. */
export function Support() {
  const { t } = useTranslation()
  const banks = useContext(BanksContext)
  const [files, setFiles] = useState<readonly SupportFile[]>([])
  const show = async () => setFiles(await koshin().support.contents())
  // It is about a bank, and for its help desk.
  if (banks?.banks.length === 0) return null
  return (
    <section className="stack-tight help-found">
      <h2>{t('support.title')}</h2>
      <HelpDesk />
      <p>{t('support.text')}</p>
      {files.length === 0 ? (
        <div>
          <ActionButton action={show} testId={helpIds.support}>
            {t('support.show')}
          </ActionButton>
        </div>
      ) : (
        <>
          <p role="status">{t('support.inside')}</p>
          {files.map(({ name, size, text }) => (
            <details key={name} data-testid={helpIds.supportFile}>
              <summary>{t('support.file', { name, size: String(size) })}</summary>
              <pre className="help-file" tabIndex={0} aria-label={name}>
                {text}
              </pre>
            </details>
          ))}
          <div>
            <ActionButton kind="primary" action={() => koshin().support.save()} testId={helpIds.supportSave}>
              {t('support.save')}
            </ActionButton>
          </div>
        </>
      )}
    </section>
  )
}
