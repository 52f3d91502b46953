/**
 * The browsers' side of a bank: that nobody is asked which certificate to choose, where one alone comes into question.
 * Chrome and Edge: AutoSelectCertificateForUrls and PromptOnMultipleMatchingCertificates, as Chromium's
 * policy_definitions and the reference of Microsoft Edge's policies have them. Firefox: the preference
 * security.osclientcerts.autoload by the policy Preferences, as Mozilla's policy templates have it.
 */
import { plist } from './macos.mjs'

/** Where Windows has the policy of each; a list is a key with the values 1, 2, 3 … */
const registryKeys = {
  'chrome.reg': 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Google\\Chrome',
  'edge.reg': 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Edge',
}
/** Preference domains on macOS. */
const plists = ['com.google.Chrome.plist', 'com.microsoft.Edge.plist']

/**
 * @typedef {object} Site where a bank asks the browser for a certificate
 * @property {string} url https
 * @property {IssuerName[]} issuers each of them issues certificates of the bank's customers
 */
/** @typedef {{ CN: string } | { O: string } | { OU: string }} IssuerName a part of its subject */

/**
 * @param {Site[]} sites
 * @returns {Record<string, string>} the text of each file, by its name
 */
export function browserFiles(sites) {
  const policy = {
    AutoSelectCertificateForUrls: [...new Set(sites.flatMap(rules))],
    // Without it the browser takes any of several, and so perhaps a colleague's, without a word.
    PromptOnMultipleMatchingCertificates: true,
  }
  const firefox = { Preferences: { 'security.osclientcerts.autoload': { Value: true, Status: 'locked' } } }
  return {
    ...Object.fromEntries(Object.entries(registryKeys).map(([name, key]) => [name, reg(key, policy)])),
    ...Object.fromEntries(plists.map((name) => [name, plist(policy)])),
    'chrome.json': json(policy),
    'policies.json': json({ policies: firefox }),
  }
}

const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`

/** One for each issuer: a certificate that fits any of them is chosen. */
function rules({ url, issuers }) {
  const { hostname, port } = new URL(url)
  // With its port: a pattern without one is for every port of the host.
  const pattern = `https://${hostname}:${port || '443'}`
  return issuers.map((ISSUER) => ascii(JSON.stringify({ pattern, filter: { ISSUER } })))
}

/** JSON in which no encoding of a file can go wrong. */
function ascii(text) {
  return text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A file for the registry's editor: lines end as on Windows. */
function reg(key, { AutoSelectCertificateForUrls: list, PromptOnMultipleMatchingCertificates: prompts }) {
  const quoted = (text) => `"${text.replace(/[\\"]/g, '\\$&')}"`
  const lines = [
    'Windows Registry Editor Version 5.00',
    '',
    `[${key}]`,
    `"PromptOnMultipleMatchingCertificates"=dword:0000000${Number(prompts)}`,
    '',
    `[${key}\\AutoSelectCertificateForUrls]`,
    ...list.map((rule, index) => `"${index + 1}"=${quoted(rule)}`),
    '',
  ]
  return lines.join('\r\n')
}
