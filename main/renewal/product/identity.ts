/** What a product is called, and by what systems tell it from others. Everything else is derived from it, in product.ts. */
export interface Identity {
  /** Of the program, its package and its files: small letters, digits and hyphens. */
  readonly program: string
  /** As people read it. The English one names folders, registry keys and tasks, too: letters, digits, spaces, hyphens. */
  readonly name: Names
  /** Where desktops list programs. */
  readonly launcher: Names
  readonly publisher: string
  /** As Windows and macOS tell programs apart: a domain, backwards. */
  readonly applicationId: string
  /** Of addresses that open a page of the app, without the colon. */
  readonly scheme: string
  /** What the names of its keys begin with: of no two products the beginning of the other's. */
  readonly keyPrefix: string
  /** Of files by which a bank hands out its settings, without the dot. */
  readonly bankFileEnding: string
  /** Where its updates come from, unless the managed policy says otherwise. */
  readonly updates?: { readonly server: string; readonly publicKey: string }
}

export interface Names {
  readonly ja: string
  readonly en: string
}

/** Plain Koshin. A build for a bank puts names of that bank in the place of these. */
export const identity: Identity = {
  program: 'koshin',
  name: { ja: 'Koshin', en: 'Koshin' },
  launcher: { ja: '電子証明書更新 Koshin', en: 'Koshin' },
  publisher: 'The Koshin authors',
  applicationId: 'jp.koshin.app',
  scheme: 'koshin',
  keyPrefix: 'koshin-',
  bankFileEnding: 'koshin-bank',
}
