/** What IT may manage on a machine. The templates in build/policy and the table in build/docs/company/policy.md are made from this. */
import { createPublicKey } from 'node:crypto'
import path from 'node:path'
import { z } from 'zod'
import {
  bankSchema,
  cmpSchema,
  httpsUrl,
  isPem,
  issues,
  isThumbprintList,
  neitherServer,
  otherBanksSchema,
  policySchema,
} from '../settings/settings-schema.ts'
import { coloursSchema } from '../settings/colours.ts'
import { watchScopes } from '../../renewal/watched/organisation.ts'

/** Nothing is relative to a registry key: a file is named from its root on, or its text stands here. */
const pemSource = z
  .string()
  .refine((given) => isPem(given) || path.isAbsolute(given), 'PEM text or the absolute path of a PEM file is needed')
  .meta({ multiline: true })

const signerSource = z
  .string()
  .refine(
    (given) => isPem(given) || isThumbprintList(given) || path.isAbsolute(given),
    'PEM text, the absolute path of a PEM file or SHA-256 thumbprints are needed',
  )
  .meta({ multiline: true })

const managedBank = bankSchema.extend({
  trustAnchors: pemSource,
  cmp: cmpSchema.extend({ signer: signerSource.optional() }).optional(),
})

const proxySchema = z
  .strictObject({
    mode: z.enum(['system', 'direct', 'fixed', 'pac']),
    /** For `fixed`. */
    server: z
      .string()
      .regex(/^((https?|socks5):\/\/)?([A-Za-z0-9.-]+|\[[0-9a-f:]+\]):\d{1,5}$/i, 'host:port is needed')
      .optional(),
    /** Hosts that are reached directly in spite of `fixed`, as Chromium writes them: `*.example`, `10.0.0.0/8`. */
    bypass: z
      .array(z.string().regex(/^[^\s;,]+$/))
      .max(100)
      .optional(),
    /** For `pac`. */
    pacUrl: z.url({ protocol: /^https?$/ }).optional(),
  })
  .refine(({ mode, server }) => (mode === 'fixed') === (server !== undefined), 'server belongs to the mode fixed')
  .refine(({ mode, pacUrl }) => (mode === 'pac') === (pacUrl !== undefined), 'pacUrl belongs to the mode pac')
export type ManagedProxy = z.infer<typeof proxySchema>

/** Whose signature a release must have. */
const releaseKey = z
  .string()
  .refine(isEd25519, 'an Ed25519 public key is needed, as PEM or as the base64 between its first and last line')

const updatesSchema = z
  .strictObject({ enabled: z.boolean(), channel: z.enum(['stable', 'beta']), server: httpsUrl, publicKey: releaseKey })
  .partial()
  .refine(({ enabled, server, publicKey }) => enabled !== true || (server !== undefined && publicKey !== undefined), {
    error: 'enabled needs server and publicKey',
  })

function isEd25519(given: string): boolean {
  // Node makes the public key of a private one, which would stand where everybody reads it.
  if (given.includes('PRIVATE KEY')) return false
  try {
    const key = isPem(given)
      ? createPublicKey(given)
      : createPublicKey({ key: Buffer.from(given, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519'
  } catch {
    return false
  }
}

/**
 * Programs that drive the windows of a packed app, for tests of the installed app. Machine-wide alone: there is no
 * setting of the user's for it. Beside the settings of a real bank only where its host stands here.
 */
const automationSchema = z
  .strictObject({
    allow: z.boolean(),
    /** Hosts of `est.url`, of a bank without it of `cmp.url`, with the port where the address has one. */
    banks: z.array(z.string().regex(/^([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/, 'a host is needed')).max(20),
  })
  .partial()

const days = z.int().min(0).max(364)
const watchedIssuer = z.strictObject({
  issuer: z.string().min(1).max(300),
  page: httpsUrl.max(2048).optional(),
  from: days.min(1).optional(),
  until: days.optional(),
  hour: z.int().min(1).max(24).optional(),
})

const managedSettings = z
  .strictObject({
    ...policySchema.shape,
    bank: managedBank,
    otherBanks: otherBanksSchema(managedBank),
    /** May users set their bank by a file that a bank hands out? */
    bankFiles: z.enum(['allow', 'forbid']),
    /** May users have passwords of proxies and key stores, and PINs of tokens, kept in the system's keyring? */
    savePasswords: z.enum(['allow', 'forbid']),
    /** Which certificates of banks that are not set users are reminded of: none, those they choose, or all of them. */
    watch: z.enum(watchScopes),
    /** Issuers whose certificates are watched, with the bank's page and rule. */
    watchIssuers: z.array(watchedIssuer).max(50),
    /** Roots of proxies that inspect TLS: believed as TLS servers, never as issuers of certificates. */
    networkRoots: pemSource,
    proxy: proxySchema,
    /** Who answers the two confirmations of a renewal. */
    consent: z.enum(['user', 'managed']),
    /** Is the certificate that is due renewed once a day by the system's scheduler? */
    schedule: z.enum(['daily', 'off']),
    /** Is the app there, with its icon, while nothing is due, too? */
    tray: z.enum(['always', 'when-due']),
    /** Who begins a renewal; `automatic` needs `consent: managed`. */
    renewal: z.enum(['user', 'automatic']),
    /** Over so many hours from `noticeDays` on, the machines begin by themselves. */
    spreadHours: z.int().min(0).max(336),
    language: z.enum(['ja', 'en']),
    /** In the place of any bank's. */
    brand: coloursSchema,
    updates: updatesSchema,
    automation: automationSchema,
  })
  .partial()

export const managedSchema = managedSettings
  .refine(({ bank, renewalProtocol }) => renewalProtocol !== 'cmp' || bank === undefined || bank.cmp !== undefined, {
    path: ['renewalProtocol'],
    error: 'cmp needs bank.cmp.url',
  })
  .refine(({ bank, otherBanks = [] }) => [...(bank === undefined ? [] : [bank]), ...otherBanks].every(issues), {
    path: ['bank', 'est', 'url'],
    error: neitherServer,
  })
  .refine(({ renewal, consent }) => renewal !== 'automatic' || consent === 'managed', {
    path: ['renewal'],
    error: 'automatic needs consent: managed',
  })
  // The system would ask its user, out of nowhere and perhaps at night, and the renewal would wait for that.
  .refine(({ renewal, confirmKeyUse }) => renewal !== 'automatic' || confirmKeyUse !== true, {
    path: ['renewal'],
    error: 'automatic needs confirmKeyUse not to be true',
  })
/** Values that are given; the PEM in it is text. */
export type ManagedSettings = z.infer<typeof managedSchema>
