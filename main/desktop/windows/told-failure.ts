import type { View } from '../../../preload/contract.ts'

/** The failure that a window shows as a help desk wants it: its code, and its cause in English. */
export function toldFailure(view: View): string | undefined {
  const failure = failureIn(view)
  if (failure === undefined) return undefined
  const file = view.window === 'setup' ? view.file : undefined
  return [failure.code, file, failure.cause].filter((part) => part !== undefined && part !== '').join('\n')
}

/** Does it wait for the key store's password? */
export const wantsPassword = (view: View): boolean => failureIn(view)?.code === 'keystore.password-protected'

function failureIn(view: View) {
  if ('failure' in view && view.failure !== undefined) return view.failure
  if (view.window === 'main' && view.selfTest?.state === 'failed') return view.selfTest.failure
  if (view.window === 'about' && 'failure' in view.updates) return view.updates.failure
  if (view.window === 'login') return view.unfinished?.failure
  return undefined
}
