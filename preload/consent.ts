/** A consent window can read its question and answer it; nothing in it can do anything else. */
import { contextBridge, ipcRenderer } from 'electron'
import type { ConsentBridge } from './capabilities.ts'
import type { Answer, ConsentChannels } from './contract.ts'
import { tellWhenTooHigh } from './page-height.ts'
import type { z } from 'zod'

function invoke<C extends keyof ConsentChannels>(channel: C, input?: z.infer<ConsentChannels[C]>): Promise<Answer<C>> {
  return ipcRenderer.invoke(channel, input) as Promise<Answer<C>>
}

const bridge: ConsentBridge = {
  question: () => invoke('consent:question'),
  answer: (value) => invoke('consent:answer', value),
}

contextBridge.exposeInMainWorld('koshinConsent', bridge)
tellWhenTooHigh((height) => invoke('consent:height', height))
