// Says that the network is gone and that nothing typed is lost.
import { useSyncExternalStore, type ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'

export function OfflineBanner(): ReactNode {
  const t = useT()
  const online = useSyncExternalStore(followNetwork, () => navigator.onLine)
  if (online) return null
  return (
    <div className="frame-offline" role="status">
      {t('frame.offline')}
    </div>
  )
}

function followNetwork(listener: () => void): () => void {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}
