/**
 * The demo bank's window: reads the caught mails and the made-up customers, says what the bank is
 * like, and opens the app.
 */
import { contextBridge, ipcRenderer } from 'electron'
import type { DemoBridge } from './capabilities.ts'
import type { Answer, DemoBankState, DemoChannels, pushChannels } from './contract.ts'

function invoke<C extends keyof DemoChannels>(channel: C, argument?: unknown): Promise<Answer<C>> {
  return ipcRenderer.invoke(channel, argument) as Promise<Answer<C>>
}

const statePushed: typeof pushChannels.demo = 'push:demo'

const bridge: DemoBridge = {
  state: () => invoke('demo:state'),
  onState(listener) {
    const receive = (_event: unknown, state: DemoBankState): void => listener(state)
    ipcRenderer.on(statePushed, receive)
    return () => {
      ipcRenderer.off(statePushed, receive)
    }
  },
  openApp: () => invoke('demo:open-app'),
  setCharacter: (character) => invoke('demo:character', character),
}

contextBridge.exposeInMainWorld('koshinDemo', bridge)
