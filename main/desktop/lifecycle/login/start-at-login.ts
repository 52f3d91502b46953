import type { PreferenceStore } from '../../../storage/preferences.ts'

/** The operating system's own list of what starts at login; it is the truth, whoever changed it last. */
export interface LoginItem {
  isSet(): boolean
  /** @throws Error when the system does not let us */
  set(wanted: boolean): void
}

export interface StartAtLogin {
  /** Will the app start at the next login, and may the user change that? */
  state(): { readonly on: boolean; readonly fixed: boolean }
  /** The user's choice; without effect where policy has decided. */
  choose(on: boolean): void
}

/**
 * Start at login: on from the first start, until the user opts out here or in the operating system's own list. Policy
 * can force it either way. Nothing that the user switched off elsewhere is ever switched on again.
 *
 * @param forced what policy says, if anything
 */
export function createStartAtLogin({
  item,
  preferences,
  forced,
  onFailure,
}: {
  item: LoginItem
  preferences: PreferenceStore
  forced: boolean | undefined
  /** Told when the system did not let us. */
  onFailure: () => void
}): StartAtLogin {
  function set(wanted: boolean): void {
    try {
      item.set(wanted)
    } catch {
      // An administrator may forbid it; the menu goes on showing what really is.
      onFailure()
    }
  }

  const read = preferences.read()
  if (forced !== undefined) {
    if (item.isSet() !== forced) set(forced)
  } else if (read.ok && read.value.startAtLogin === undefined) {
    set(true)
    preferences.change({ startAtLogin: true })
  } else if (item.isSet()) {
    // The program may have moved since, by an update for instance.
    set(true)
  }

  return {
    state: () => ({ on: item.isSet(), fixed: forced !== undefined }),
    choose(on) {
      if (forced !== undefined) return
      set(on)
      preferences.change({ startAtLogin: on })
    },
  }
}
