import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import type { z } from 'zod'
import type { Answer, Opening, openingChannel, readinessChannel } from '../../../preload/contract.ts'
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

/** A window's first questions, while all else that it may ask is still being loaded. */
export interface Beginning {
  /** Told until `bind`; undefined: the window has nothing to show. */
  readonly tellOpening: (opening: Opening | undefined) => void
  /** Resolves when the window asks for more than that. */
  readonly asksForRest: Promise<void>
  /** The other channels are bound: what comes through them is newer than the opening. */
  readonly bind: () => void
}

/** Answers them: what the window may show at once, and that its other channels are bound, once they are. */
export function handleBeginning(kind: WindowKind, origin: string): Beginning {
  // Their own values here: the contract's module would bring all schemas along.
  const readiness: typeof readinessChannel = 'app:ready'
  const opening: typeof openingChannel = 'app:opening'
  let tellOpening = (_opening: Opening | undefined): void => {}
  let tellBound = (): void => {}
  const told = new Promise<Opening | undefined>((resolve) => (tellOpening = resolve))
  const bound = new Promise<undefined>((resolve) => (tellBound = () => resolve(undefined)))
  let isBound = false
  handleBare(opening, kind, origin, () => (isBound ? bound : Promise.race([bound, told])))
  const asksForRest = new Promise<void>((resolve) => {
    handleBare(readiness, kind, origin, () => {
      resolve()
      return bound
    })
  })
  function bind(): void {
    isBound = true
    tellBound()
  }
  return { tellOpening, asksForRest, bind }
}

/** Of a channel that takes nothing, and no schema either. */
function handleBare(channel: string, kind: WindowKind, origin: string, answer: () => Promise<unknown>): void {
  ipcMain.handle(channel, async (event, ...input: unknown[]) => {
    if (!comesFrom(event, kind, origin)) throw new Error(`${channel}: refused`)
    if (input.length > 0) throw new Error(`${channel}: malformed`)
    return await answer()
  })
}

function comesFrom(event: IpcMainInvokeEvent, kind: WindowKind, origin: string): boolean {
  const { senderFrame, sender } = event
  if (senderFrame === null || senderFrame !== sender.mainFrame || kindOf(sender) !== kind) return false
  return senderFrame.url.startsWith(`${origin}/`)
}
