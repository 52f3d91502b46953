/**
 * What a token is called, and its PIN known by: its label and its serial number. All cards of a bank may have one label, and
 * anybody may give it to a card of their own: a PIN that was kept for one would be tried at another, which counts the wrong
 * ones, or is there to learn it.
 */
import { visible } from '../../../renewal/plain-text.ts'

interface Named {
  readonly label: string
  readonly serialNumber: string
}

/** Chromium knows labels alone: of several that are there with one label, it has to be told no PIN. */
export function named<Token extends Named>(tokens: readonly Token[]): readonly Token[] {
  return tokens.map((token) => {
    const isAlone = tokens.every((other) => other === token || other.label !== token.label)
    // No part of a label can pass for it.
    const serialNumber = token.serialNumber.replaceAll(/[^\w.-]/g, '_')
    return { ...token, label: `${visible(token.label)} ${isAlone ? `(${serialNumber})` : `[${serialNumber}]`}` }
  })
}

/** The label that is in a name. */
export const labelIn = (name: string): string => name.replace(/ (?:\([\w.-]*\)|\[[\w.-]*\])$/, '')

/** Was there no other of its label? */
export const isOnlyOne = (name: string): boolean => name.endsWith(')')
