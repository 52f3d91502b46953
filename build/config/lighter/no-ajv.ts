/**
 * In the place of ajv, 140 kB that conf, under electron-store, brings to check documents by a schema of its own kind.
 * Ours are checked by zod (main/storage/document.ts), and conf makes an Ajv for nobody who gives it no schema.
 */
export class Ajv2020 {
  constructor() {
    throw new Error('documents are checked by zod')
  }
}

export default { default: () => undefined }
