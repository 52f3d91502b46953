/** The tokens beside the user's own key store, as far as this computer has any. */
import type { ChosenTokens } from '../keystore/choose.ts'
import { showTpmToChromium } from '../keystore/linux/tokens/chromium-tpm.ts'
import type { TokenPorts, TokenStore } from '../keystore/linux/tokens/with-tokens.ts'
import { createRemoteKeyStore } from '../keystore/process/remote-key-store.ts'
import type { Recorder } from '../logging/events.ts'
import { watchKeyStore } from '../logging/instrumentation.ts'

/** @param found what is there now; its process is started when there is something to ask */
export function openTokens(found: () => ChosenTokens | undefined, record: Recorder): TokenPorts {
  let opened: TokenStore | undefined

  function tokens(): TokenStore | undefined {
    if (opened !== undefined) return opened
    const options = found()
    if (options === undefined) return undefined
    const remote = createRemoteKeyStore(options)
    const { list, read, sign } = watchKeyStore(remote, record)
    return (opened = { ...remote, list, read, sign })
  }

  return {
    tokens,
    tpm: () => (found()?.hasTpm === true ? tokens() : undefined),
    async showChromium() {
      const options = found()
      if (options !== undefined) await showTpmToChromium(options.location)
    },
    clock: Date.now,
  }
}
