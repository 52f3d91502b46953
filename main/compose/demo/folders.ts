import { rmSync } from 'node:fs'
import path from 'node:path'

/** Where a demo keeps what it makes; the user's real key store, settings and profile are never touched. */
export interface DemoFolders {
  readonly profile: string
  readonly home: string
  readonly state: string
  readonly bank: string
}

export function demoFolders(root: string): DemoFolders {
  return {
    profile: path.join(root, 'profile'),
    home: path.join(root, 'home'),
    state: path.join(root, 'state'),
    bank: path.join(root, 'bank'),
  }
}

/** Empties what a demo left behind, except the profile, which holds the single-instance lock of this very process. */
export function clearDemo({ home, state, bank }: DemoFolders): void {
  for (const folder of [home, state, bank]) rmSync(folder, { recursive: true, force: true })
}
