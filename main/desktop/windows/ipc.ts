import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import type { z } from 'zod'
import type { Answer, readinessChannel } from '../../../preload/contract.ts'
import { kindOf, type WindowKind } from './open-window.ts'

type Schemas = Readonly<Record<string, z.ZodType>>

/** One handler for each channel of a window kind; each gets its checked argument and the asking window's id. */
export type Handlers<S extends Schemas> = {
  readonly [C in keyof S & string]: (input: z.infer<S[C]>, contentsId: number) => Promise<Answer<C>> | Answer<C>
}

/**
 * Binds a window kind's channels. Every message is refused unless it comes from the top frame of a window of that
 * kind, on our own origin, and fits the channel's schema.
 */
export function handleChannels<S extends Schemas>(
  kind: WindowKind,
  origin: string,
  schemas: S,
  handlers: Handlers<S>,
): void {
  for (const channel of Object.keys(schemas) as (keyof S & string)[]) {
    const schema = schemas[channel] as z.ZodType
    const handler = handlers[channel] as (input: unknown, contentsId: number) => unknown
    ipcMain.handle(channel, async (event, ...input: unknown[]) => {
      if (!comesFrom(event, kind, origin)) throw new Error(`${channel}: refused`)
      const parsed = schema.safeParse(input[0])
      // The value is not echoed: it may be a password in the wrong field.
      if (!parsed.success || input.length > 1) throw new Error(`${channel}: malformed`)
      return await handler(parsed.data, event.sender.id)
    })
  }
}

/** Answers a window that its other channels are bound, once they are, and tells nothing else. */
export function handleReadiness(kind: WindowKind, origin: string, ready: Promise<void>): void {
  // Its own value here: the contract's module would bring all schemas along.
  const channel: typeof readinessChannel = 'app:ready'
  ipcMain.handle(channel, async (event, ...input: unknown[]) => {
    if (!comesFrom(event, kind, origin)) throw new Error(`${channel}: refused`)
    if (input.length > 0) throw new Error(`${channel}: malformed`)
    await ready
  })
}

function comesFrom(event: IpcMainInvokeEvent, kind: WindowKind, origin: string): boolean {
  const { senderFrame, sender } = event
  if (senderFrame === null || senderFrame !== sender.mainFrame || kindOf(sender) !== kind) return false
  return senderFrame.url.startsWith(`${origin}/`)
}
