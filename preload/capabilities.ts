/** What each kind of window gets of the main process: one function per capability, nothing generic. */
import type { z } from 'zod'
import type {
  View,
  Banks,
  SidePage,
  SupportFile,
  LanguageChoice,
  ThemeChoice,
  AppChannels,
  CopyField,
  BankFileQuestion,
  ConsentQuestion,
  HideQuestion,
  Opening,
  GenuineChannels,
  LiftQuestion,
  ProxyQuestion,
  ProxyAnswer,
  PasswordAnswer,
  PasswordQuestion,
  SavedPassword,
  DemoBankState,
  DemoCharacter,
  SetupChannels,
  SideChannels,
  WatchChannels,
} from './contract.ts'

/** `window.koshin` in the app's window. */
export interface KoshinBridge {
  /** What is shown until the first view is there; undefined: nothing. */
  opening(): Promise<Opening | undefined>
  view(): Promise<View>
  onView(listener: (view: View) => void): () => void
  banks(): Promise<Banks>
  onBanks(listener: (banks: Banks) => void): () => void
  chooseBank(id: string): Promise<void>
  side: { open(page: SidePage): Promise<void>; back(): Promise<void> }
  /** The support bundle: shown first, and saved as it was shown. */
  support: {
    contents(): Promise<readonly SupportFile[]>
    save(): Promise<void>
    /** The page of the bank's help desk, in the browser. */
    page(): Promise<void>
  }
  /** Newer versions of the app itself. */
  keyStore: {
    /** Asks for its password, in a window of its own. */
    unlock(): Promise<void>
  }
  updates: { look(): Promise<void>; restart(): Promise<void> }
  settings: {
    language(choice: LanguageChoice): Promise<void>
    theme(choice: ThemeChoice): Promise<void>
    startAtLogin(on: boolean): Promise<void>
    tray(always: boolean): Promise<void>
    reminders(choice: z.infer<SideChannels['settings:reminders']>): Promise<void>
    forgetPassword(one: SavedPassword): Promise<void>
  }
  login: {
    choose(thumbprint: string): Promise<void>
    signIn(input: z.infer<AppChannels['login:sign-in']>): Promise<void>
    retry(): Promise<void>
    renew(): Promise<void>
    /** Goes on with what stopped. */
    resume(): Promise<void>
    installWaiting(): Promise<void>
    /** Asks whether what stopped or waits shall be given up. */
    giveUp(): Promise<void>
    acquire(): Promise<void>
    newPc(): Promise<void>
  }
  notice: {
    toMain(): Promise<void>
    renew(): Promise<void>
    /** No notification until tomorrow. */
    snooze(): Promise<void>
    /** No notification until 3 days before expiry. */
    mute(): Promise<void>
  }
  preparing: { cancel(): Promise<void>; retry(): Promise<void> }
  start: { begin(): Promise<void>; cancel(): Promise<void> }
  working: { leave(): Promise<void> }
  /** Of the certificate that is shown; its public part alone. */
  certificate: { copy(field: CopyField): Promise<void>; export(): Promise<void> }
  /** `save`: was it saved? `return`: to internet banking, in the browser. */
  completion: { close(): Promise<void>; save(): Promise<boolean>; return(): Promise<void> }
  main: {
    renew(): Promise<void>
    installWaiting(): Promise<void>
    giveUp(): Promise<void>
    openBanking(): Promise<void>
    selfTest(): Promise<void>
    restore(thumbprint: string): Promise<void>
    newPc(): Promise<void>
    logOut(): Promise<void>
  }
  acquire: {
    request(input: z.infer<AppChannels['acquire:request']>): Promise<void>
    installWaiting(): Promise<void>
    giveUp(): Promise<void>
    back(): Promise<void>
  }
  newPc: { back(): Promise<void> }
  ended: {
    continue(): Promise<void>
    retry(): Promise<void>
    /** What いいえ has stopped, once more. */
    again(): Promise<void>
    giveUp(): Promise<void>
  }
  /** The code and the cause of a failure that is shown, for whoever asks for them. */
  failure: { copy(code: z.infer<SetupChannels['failure:copy']>): Promise<void> }
  /** Starts the app anew, with the settings as they are then. */
  setup: { reload(): Promise<void> }
  /** The certificates of this computer that no bank's settings are for. */
  watch: {
    choose(id: string, watched: boolean): Promise<void>
    edit(id: string): Promise<void>
    save(card: z.input<WatchChannels['watch:save']>): Promise<void>
    tick(id: string, index: number, done: boolean): Promise<void>
    openPage(id: string): Promise<void>
    seen(id: string): Promise<void>
    hide(id: string, thumbprint: string): Promise<void>
    show(id: string, thumbprint: string): Promise<void>
    snooze(): Promise<void>
    mute(): Promise<void>
    list(): Promise<void>
    setUp(): Promise<void>
    back(): Promise<void>
  }
  /** 本物確認: for who was asked by phone or mail to renew. */
  genuine: {
    open(): Promise<void>
    back(): Promise<void>
    /** The code in a mail. */
    check(input: z.infer<GenuineChannels['genuine:check']>): Promise<void>
    /** Locks acquisition and renewal for a day. */
    lock(): Promise<void>
    /** Asks whether they shall be allowed again. */
    lift(): Promise<void>
  }
  /** The file by which a bank tells its settings. */
  bankFile: {
    /** Asks for a file of this computer. */
    choose(): Promise<void>
    /** One that was dropped on the window. A page can make a `File`, but none that lies on this computer's disk. */
    drop(file: File): Promise<void>
    /** Fetches the file of a domain. */
    domain(entered: string): Promise<void>
    code(entered: string): Promise<void>
    back(): Promise<void>
  }
}

/** `window.koshinConsent` in a consent window: it can only read its question and answer it. */
export interface ConsentBridge {
  question(): Promise<ConsentQuestion | BankFileQuestion | HideQuestion | LiftQuestion>
  answer(value: 'yes' | 'no'): Promise<void>
}

/** `window.koshinProxy` in a proxy's sign-in window. */
export interface ProxyBridge {
  question(): Promise<ProxyQuestion>
  answer(value: ProxyAnswer | undefined): Promise<void>
}

/** `window.koshinPassword` in the window that asks for the key store's password. */
export interface PasswordBridge {
  question(): Promise<PasswordQuestion>
  answer(value: PasswordAnswer | undefined): Promise<void>
}

/** `window.koshinDemo` in the demo bank's window. */
export interface DemoBridge {
  state(): Promise<DemoBankState>
  onState(listener: (state: DemoBankState) => void): () => void
  openApp(): Promise<void>
  setCharacter(character: DemoCharacter): Promise<void>
}
