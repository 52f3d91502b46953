/** The window that asks for the key store's password can read what is asked and answer it; nothing in it can do anything else. */
import { contextBridge, ipcRenderer } from 'electron'
import type { PasswordBridge } from './capabilities.ts'
import type { Answer, PasswordChannels } from './contract.ts'
import { tellWhenTooHigh } from './page-height.ts'
import type { z } from 'zod'

function invoke<C extends keyof PasswordChannels>(
  channel: C,
  input?: z.infer<PasswordChannels[C]>,
): Promise<Answer<C>> {
  return ipcRenderer.invoke(channel, input) as Promise<Answer<C>>
}

const bridge: PasswordBridge = {
  question: () => invoke('password:question'),
  answer: (value) => invoke('password:answer', value),
}

contextBridge.exposeInMainWorld('koshinPassword', bridge)
tellWhenTooHigh((height) => invoke('password:height', height))
