import { startWindow } from '../../components/window/root.tsx'
import { ProxyPage } from './page.tsx'

startWindow(<ProxyPage />)
