/** What `npm run verify` can run: steps of `npm test`, and the trial of the user's own key store. */
import { steps } from '../testing/steps.mjs'
import { tryRealStore } from './real-store.mjs'

/** @type {import('./choice.mjs').Part[]} */
export const parts = [...steps, { name: 'real-store', run: tryRealStore }]
