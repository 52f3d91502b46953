import { product } from '../../renewal/product/product.ts'

/**
 * The name by which Windows knows the app: its shortcut, taskbar button, notifications and Run key hang together by
 * it. It must equal `appId` in electron-builder.yml, which the installer writes into the Start menu's shortcut.
 */
export const appUserModelId = product.applicationId
