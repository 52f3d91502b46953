import type { View } from '../../../preload/contract.ts'
import type { FailureCode } from '../../renewal/errors.ts'

type Told = { readonly code: FailureCode; readonly cause?: string | undefined }

/** A failure that a window shows, as a help desk wants it: its code, and its cause in English. */
export function toldFailure(view: View, code: FailureCode): string | undefined {
  const failure = [...failuresIn(view), ...earlierFailures(view)].find((one) => one.code === code)
  if (failure === undefined) return undefined
  const file = view.window === 'setup' ? view.file : undefined
  return [failure.code, file, failure.cause].filter((part) => part !== undefined && part !== '').join('\n')
}

export const tellsFailure = (view: View): boolean => failuresIn(view).length > 0

/** Does it wait for the key store's password, or for a token's PIN? */
export const wantsPassword = (view: View): boolean =>
  failuresIn(view).some(({ code }) => code === 'keystore.password-protected' || code === 'keystore.pin-needed')

function failuresIn(view: View): readonly Told[] {
  return [
    'failure' in view ? view.failure : undefined,
    view.window === 'main' && view.selfTest?.state === 'failed' ? view.selfTest.failure : undefined,
    view.window === 'about' && 'failure' in view.updates ? view.updates.failure : undefined,
    view.window === 'login' ? view.unfinished?.failure : undefined,
    view.window === 'genuine' && view.check?.state === 'failed' ? view.check.failure : undefined,
    view.window === 'completion' ? view.unconfirmed : undefined,
  ].filter((failure) => failure !== undefined)
}

/** In the history. */
function earlierFailures(view: View): readonly Told[] {
  if (view.window !== 'main') return []
  return view.history.flatMap(({ code }) => (code === undefined ? [] : [{ code }]))
}
