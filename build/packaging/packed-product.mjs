/** Whose app is packed: Koshin, or that of a bank, whose names the file holds that KOSHIN_BRAND names (npm run brand). */
import { productModule } from '../lib/product.mjs'
import { readJson } from '../lib/root.mjs'

/** @returns {Promise<import('../../main/renewal/product/derived.ts').Product>} */
export async function packedProduct() {
  const names = process.env.KOSHIN_BRAND
  if (names !== undefined) return productOf(readJson(names))
  const { product } = await productModule('main/renewal/product/product.ts')
  return product
}

/**
 * @param {import('../../main/renewal/product/identity.ts').Identity} identity
 * @returns {Promise<import('../../main/renewal/product/derived.ts').Product>}
 */
export async function productOf(identity) {
  const { derived } = await productModule('main/renewal/product/derived.ts')
  return derived(identity)
}
