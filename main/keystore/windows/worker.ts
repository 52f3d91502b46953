/** Entry of the key store's process on Windows: a provider that waits for a card or a user holds up nothing else. */
import '../../interpreted-schemas.ts'
import { serve } from '../process/serve.ts'
import { openWindowsKeyStore } from './windows-key-store.ts'

serve(openWindowsKeyStore)
