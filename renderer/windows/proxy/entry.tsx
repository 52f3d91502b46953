import { startWindow } from '../../components/frame/root.tsx'
import { ProxyPage } from './page.tsx'

startWindow(<ProxyPage />)
