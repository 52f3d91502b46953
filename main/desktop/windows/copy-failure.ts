import { clipboard } from 'electron'
import type { View } from '../../../preload/contract.ts'
import type { FailureCode } from '../../renewal/errors.ts'
import { toldFailure } from './told-failure.ts'

/** Of the failures that are shown, the one with this code. */
export async function copyFailure(view: View, code: FailureCode): Promise<undefined> {
  const told = toldFailure(view, code)
  if (told !== undefined) await clipboard.writeText(told)
}
