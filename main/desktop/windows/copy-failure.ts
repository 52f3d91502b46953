import { clipboard } from 'electron'
import type { View } from '../../../preload/contract.ts'
import { toldFailure } from './told-failure.ts'

export async function copyFailure(view: View): Promise<undefined> {
  const told = toldFailure(view)
  if (told !== undefined) await clipboard.writeText(told)
}
