import type { View } from '../../../preload/contract.ts'
import type { Failure } from '../../renewal/errors.ts'
import { isSettingsFailure } from '../../storage/settings/mistakes.ts'
import type { SettingsPlaces } from '../../storage/settings/settings-file.ts'
import { type BankFileContext, forbidsBankFiles } from './bank-files.ts'

type SetupView = View & { window: 'setup' }

/** What the window shows, why ever the app cannot start. */
export function setupView(failed: Failure, places: SettingsPlaces, context: BankFileContext): SetupView {
  const { code, retry, cause } = failed
  const { file, mistakes } = isSettingsFailure(failed) ? failed : { file: undefined, mistakes: undefined }
  return {
    window: 'setup',
    isEmpty: mistakes?.length === 0 && file === undefined,
    failure: { code, retry, ...(cause === undefined ? {} : { cause }) },
    ...(file === undefined ? {} : { file }),
    mistakes: [...(mistakes ?? [])],
    places: { ...places },
    bankFiles: offered(failed, context),
  }
}

/** Bank files help where settings are missing or wrong, and neither the policy nor this start has named others. */
function offered(failed: Failure, { managed, named }: BankFileContext): SetupView['bankFiles'] {
  if (failed.code !== 'config.invalid' || named) return 'useless'
  return forbidsBankFiles(managed) === undefined ? 'offered' : 'forbidden'
}
