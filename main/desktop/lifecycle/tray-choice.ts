import { app } from 'electron'
import type { Preferences, PreferenceStore } from '../../storage/preferences.ts'

/** Is the icon there while nothing is due, too? */
type Tray = NonNullable<Preferences['tray']>

export interface TrayChoice {
  /** By policy. */
  readonly forced: Tray | undefined
  current(): Tray
}

/** What policy says, or else the user; a development run leaves its developer's scheduler alone unless it is told otherwise. */
export function trayChoice(preferences: Pick<PreferenceStore, 'read'>, forced: Tray | undefined): TrayChoice {
  const usual = app.isPackaged ? 'when-due' : 'always'
  return {
    forced,
    current() {
      const kept = preferences.read()
      // What cannot be read has to be told, by an app that is there.
      return forced ?? (kept.ok ? (kept.value.tray ?? usual) : 'always')
    },
  }
}
