import { startWindow } from '../../components/frame/root.tsx'
import { PasswordPage } from './page.tsx'

startWindow(<PasswordPage />)
