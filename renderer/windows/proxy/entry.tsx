import { startWindow } from '../../components/root.tsx'
import { ProxyPage } from './page.tsx'

startWindow(<ProxyPage />)
