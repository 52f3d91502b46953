/**
 * The flow between the windows as a pure function: the manual's way from ログイン to 発行完了. The truth about a renewal
 * stays in its journal; this only decides what its user sees, and what a press leads to.
 */
import type { ButtonName, FlowEvent, Happening } from './event.ts'
import type { Facts } from './facts.ts'
import type { FlowState } from './state.ts'
import { dueReactions } from './steps/due.ts'
import { giveUpReactions } from './steps/give-up.ts'
import { loginButtons, loginReactions } from './steps/login.ts'
import {
  acquireButtons,
  completionButtons,
  endedButtons,
  mainButtons,
  mainReactions,
  newPcButtons,
  workingButtons,
} from './steps/main.ts'
import type { Next, Reactions } from './steps/next.ts'
import { takenOnReactions } from './steps/taken-on.ts'
import { noticeButtons, preparingButtons, renewalReactions, startButtons } from './steps/renewal.ts'
import { workReactions } from './steps/work.ts'

const buttons = {
  ...loginButtons,
  ...noticeButtons,
  ...preparingButtons,
  ...startButtons,
  ...completionButtons,
  ...mainButtons,
  ...acquireButtons,
  ...newPcButtons,
  ...workingButtons,
  ...endedButtons,
} satisfies { readonly [B in ButtonName]: unknown }

const reactions: Reactions<Happening['type']> = {
  ...loginReactions,
  ...renewalReactions,
  ...workReactions,
  ...dueReactions,
  ...takenOnReactions,
  ...giveUpReactions,
  ...mainReactions,
}

/** All buttons of the flow's windows, by the name of their channel. */
export const buttonNames = Object.keys(buttons) as readonly ButtonName[]

/** The next state and what to do. An event that does not fit leaves the state as it is, with nothing to do. */
export function step(state: FlowState, event: FlowEvent, facts: Facts): Next {
  return follow(state, event, facts) ?? { state, effects: [] }
}

type AnyButton = (state: FlowState, input: unknown, facts: Facts) => Next | undefined
type AnyReaction = (state: FlowState, event: Happening, facts: Facts) => Next | undefined

function follow(state: FlowState, event: FlowEvent, facts: Facts): Next | undefined {
  if (!('input' in event)) return (reactions[event.type] as AnyReaction)(state, event, facts)
  // A button works only while its window is the one that is shown, whoever presses it.
  const [window] = event.type.split(':')
  return window === state.shown.window ? (buttons[event.type] as AnyButton)(state, event.input, facts) : undefined
}
