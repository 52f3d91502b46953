/** A proxy's sign-in window can read what is asked and answer it; nothing in it can do anything else. */
import { contextBridge, ipcRenderer } from 'electron'
import type { ProxyBridge } from './capabilities.ts'
import type { Answer, ProxyChannels } from './contract.ts'
import { tellWhenTooHigh } from './page-height.ts'
import type { z } from 'zod'

function invoke<C extends keyof ProxyChannels>(channel: C, input?: z.infer<ProxyChannels[C]>): Promise<Answer<C>> {
  return ipcRenderer.invoke(channel, input) as Promise<Answer<C>>
}

const bridge: ProxyBridge = {
  question: () => invoke('proxy:question'),
  answer: (value) => invoke('proxy:answer', value),
}

contextBridge.exposeInMainWorld('koshinProxy', bridge)
tellWhenTooHigh((height) => invoke('proxy:height', height))
