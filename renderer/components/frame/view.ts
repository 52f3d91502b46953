import type { View, WindowName } from '../../../preload/contract.ts'

/** The view of one window. */
export type ViewOf<W extends WindowName> = Extract<View, { window: W }>
