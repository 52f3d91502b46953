/**
 * What the app's window may do: one function per capability. Runs sandboxed; only types come from the contract, so
 * that its schemas (and zod) stay in the main process, where every message is checked.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type {
  Answer,
  AppChannels,
  BankFileChannels,
  Banks,
  GenuineChannels,
  Opening,
  openingChannel,
  pushChannels,
  readinessChannel,
  SetupChannels,
  SideChannels,
  View,
  WatchChannels,
} from './contract.ts'
import type { KoshinBridge } from './capabilities.ts'
import type { z } from 'zod'

type Channels = AppChannels & SideChannels & SetupChannels & BankFileChannels & GenuineChannels & WatchChannels

/** The page may be there, and used, before there is anybody to answer it. */
const readiness: typeof readinessChannel = 'app:ready'
let ready: Promise<void> | undefined

/** Asked for at once, so that the page need not wait for it. */
const openingName: typeof openingChannel = 'app:opening'
const opening = ipcRenderer.invoke(openingName) as Promise<Opening | undefined>

/** Stays in here: the page never chooses a channel. */
function invoke<C extends keyof Channels>(channel: C, input?: z.input<Channels[C]>): Promise<Answer<C>> {
  ready ??= ipcRenderer.invoke(readiness) as Promise<void>
  return ready.then(() => ipcRenderer.invoke(channel, input) as Promise<Answer<C>>)
}

const viewPushed: typeof pushChannels.view = 'push:view'
const banksPushed: typeof pushChannels.banks = 'push:banks'

/** The IpcRendererEvent holds the sender and its ports: it never reaches the page. */
function listen<T>(channel: string, listener: (pushed: T) => void): () => void {
  const receive = (_event: unknown, pushed: T): void => listener(pushed)
  ipcRenderer.on(channel, receive)
  return () => {
    ipcRenderer.off(channel, receive)
  }
}

const bridge: KoshinBridge = {
  opening: () => opening,
  view: () => invoke('app:view'),
  onView: (listener) => listen<View>(viewPushed, listener),
  banks: () => invoke('app:banks'),
  onBanks: (listener) => listen<Banks>(banksPushed, listener),
  chooseBank: (id) => invoke('app:choose-bank', id),
  side: {
    open: (page) => invoke('side:open', page),
    back: () => invoke('side:back'),
  },
  support: {
    contents: () => invoke('support:contents'),
    save: () => invoke('support:save'),
    page: () => invoke('support:page'),
  },
  keyStore: {
    unlock: () => invoke('key-store:unlock'),
  },
  updates: {
    look: () => invoke('updates:look'),
    restart: () => invoke('updates:restart'),
  },
  settings: {
    language: (choice) => invoke('settings:language', choice),
    theme: (choice) => invoke('settings:theme', choice),
    startAtLogin: (on) => invoke('settings:start-at-login', on),
    tray: (always) => invoke('settings:tray', always),
    reminders: (choice) => invoke('settings:reminders', choice),
    forgetPassword: (one) => invoke('settings:forget-password', one),
  },
  login: {
    choose: (thumbprint) => invoke('login:choose', thumbprint),
    signIn: (input) => invoke('login:sign-in', input),
    retry: () => invoke('login:retry'),
    renew: () => invoke('login:renew'),
    resume: () => invoke('login:resume'),
    installWaiting: () => invoke('login:install-waiting'),
    giveUp: () => invoke('login:give-up'),
    acquire: () => invoke('login:acquire'),
    newPc: () => invoke('login:new-pc'),
  },
  notice: {
    toMain: () => invoke('notice:to-main'),
    renew: () => invoke('notice:renew'),
    snooze: () => invoke('notice:snooze'),
    mute: () => invoke('notice:mute'),
  },
  preparing: {
    cancel: () => invoke('preparing:cancel'),
    retry: () => invoke('preparing:retry'),
  },
  start: {
    begin: () => invoke('start:begin'),
    cancel: () => invoke('start:cancel'),
  },
  working: {
    leave: () => invoke('working:leave'),
  },
  certificate: {
    copy: (field) => invoke('certificate:copy', field),
    export: () => invoke('certificate:export'),
  },
  completion: {
    save: () => invoke('completion:save'),
    close: () => invoke('completion:close'),
    return: () => invoke('completion:return'),
  },
  main: {
    renew: () => invoke('main:renew'),
    installWaiting: () => invoke('main:install-waiting'),
    giveUp: () => invoke('main:give-up'),
    openBanking: () => invoke('main:open-banking'),
    selfTest: () => invoke('main:self-test'),
    restore: (thumbprint) => invoke('main:restore', thumbprint),
    newPc: () => invoke('main:new-pc'),
    logOut: () => invoke('main:log-out'),
  },
  acquire: {
    request: (input) => invoke('acquire:request', input),
    installWaiting: () => invoke('acquire:install-waiting'),
    giveUp: () => invoke('acquire:give-up'),
    back: () => invoke('acquire:back'),
  },
  newPc: {
    back: () => invoke('new-pc:back'),
  },
  ended: {
    continue: () => invoke('ended:continue'),
    retry: () => invoke('ended:retry'),
    again: () => invoke('ended:again'),
    giveUp: () => invoke('ended:give-up'),
  },
  failure: { copy: (code) => invoke('failure:copy', code) },
  setup: { reload: () => invoke('setup:reload') },
  watch: {
    choose: (id, watched) => invoke('watch:choose', { id, watched }),
    edit: (id) => invoke('watch:edit', id),
    save: (card) => invoke('watch:save', card),
    tick: (id, index, done) => invoke('watch:tick', { id, index, done }),
    openPage: (id) => invoke('watch:open', id),
    seen: (id) => invoke('watch:seen', id),
    hide: (id, thumbprint) => invoke('watch:hide', { id, thumbprint }),
    show: (id, thumbprint) => invoke('watch:show', { id, thumbprint }),
    snooze: () => invoke('watch:snooze'),
    mute: () => invoke('watch:mute'),
    list: () => invoke('watch:list'),
    setUp: () => invoke('watch:set-up'),
    back: () => invoke('watch:back'),
  },
  genuine: {
    open: () => invoke('genuine:open'),
    back: () => invoke('genuine:back'),
    check: (input) => invoke('genuine:check', input),
    lock: () => invoke('genuine:lock'),
    lift: () => invoke('genuine:lift'),
  },
  bankFile: {
    choose: () => invoke('bank-file:choose'),
    drop: (file) => invoke('bank-file:drop', webUtils.getPathForFile(file)),
    domain: (entered) => invoke('bank-file:domain', entered),
    code: (entered) => invoke('bank-file:code', entered),
    back: () => invoke('bank-file:back'),
  },
}

contextBridge.exposeInMainWorld('koshin', bridge)
