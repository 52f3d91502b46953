import { startWindow } from '../../components/window/root.tsx'
import { PasswordPage } from './page.tsx'

startWindow(<PasswordPage />)
