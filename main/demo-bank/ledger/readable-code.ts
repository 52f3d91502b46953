import { randomInt } from 'node:crypto'

/** No letters or digits that are taken for one another when read from paper. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A random code in groups of four (20 bits each), with hyphens between them. */
export function readableCode(groups: number): string {
  const group = (): string => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return Array.from({ length: groups }, group).join('-')
}

/** As it is typed: in full-width or small letters, with spaces, without its hyphens. */
export function plainCode(typed: string): string {
  return typed.normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase()
}
