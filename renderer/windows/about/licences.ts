/** What is shipped inside the app besides Electron, with its licence (SPDX), as each package names it itself. */
export const licences = [
  { name: '@github/keytar', value: 'MIT' },
  { name: 'electron-log', value: 'MIT' },
  { name: 'electron-store', value: 'MIT' },
  { name: 'electron-updater', value: 'MIT' },
  { name: 'fflate', value: 'MIT' },
  { name: 'i18next', value: 'MIT' },
  { name: 'koffi', value: 'MIT' },
  { name: 'node-forge', value: 'BSD-3-Clause OR GPL-2.0' },
  { name: 'node-sqlite3-wasm', value: 'MIT' },
  { name: 'nodemailer', value: 'MIT-0' },
  { name: 'postal-mime', value: 'MIT-0' },
  { name: 'react', value: 'MIT' },
  { name: 'react-dom', value: 'MIT' },
  { name: 'react-i18next', value: 'MIT' },
  { name: 'smtp-server', value: 'MIT-0' },
  { name: 'zod', value: 'MIT' },
] as const
