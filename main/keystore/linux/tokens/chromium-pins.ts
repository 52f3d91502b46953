import { app } from 'electron'
import type { TokenPins } from './with-tokens.ts'

/**
 * Chromium asks for the PIN of every token as soon as a server wants a certificate, whichever it is going to be. It is
 * told those that were right a moment ago, each once: a token counts the wrong ones. Nothing is no, as without a handler.
 */
export function answerChromium(pins: Pick<TokenPins, 'known'>): void {
  app.setClientCertRequestPasswordHandler(async ({ tokenName, isRetry }) =>
    isRetry ? '' : (pins.known(tokenName) ?? ''),
  )
}
