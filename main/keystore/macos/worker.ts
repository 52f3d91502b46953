/** Entry of the key store's process on macOS: a question that macOS asks its user blocks this process, not the app. */
import '../../interpreted-schemas.ts'
import { serve } from '../process/serve.ts'
import { openMacosKeyStore } from './macos-key-store.ts'

serve(openMacosKeyStore)
