import type { ConsentBridge, DemoBridge, KoshinBridge, PasswordBridge, ProxyBridge } from '../preload/capabilities.ts'

declare global {
  /** Each window has exactly one of these, given by its own preload. */
  interface Window {
    readonly koshin: KoshinBridge
    readonly koshinConsent: ConsentBridge
    readonly koshinProxy: ProxyBridge
    readonly koshinPassword: PasswordBridge
    readonly koshinDemo: DemoBridge
  }
}
