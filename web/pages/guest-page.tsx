// The plain page of those who are not signed in: name, one form, language.
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, type ReactNode } from 'react'
import { accessibilityState } from '../accessibility-state.ts'
import { useProblemToast } from '../components/use-problem-toast.ts'
import { languages } from '../i18n/catalogue.ts'
import { useI18n, useT } from '../i18n/use-i18n.tsx'
import './guest-page.css'

export interface GuestPageProps {
  readonly title: string
  readonly intro?: ReactNode
  readonly children: ReactNode
  readonly foot: ReactNode
}

export function GuestPage({ title, intro, children, foot }: GuestPageProps): ReactNode {
  const t = useT()
  const { language, setLanguage } = useI18n()
  const onFailure = useProblemToast()
  useEffect(() => {
    document.title = `${title} · Socle`
  }, [title])
  return (
    <div className="guest">
      <main className="guest-main">
        <p className="guest-brand">{t('app.name')}</p>
        <h1>{title}</h1>
        {intro === undefined ? null : <p className="quiet guest-intro">{intro}</p>}
        {children}
        <p className="guest-foot">{foot}</p>
      </main>
      <footer className="guest-languages">
        <div className="row">
          {languages.map((one) => (
            <Button
              key={one}
              lang={one}
              variant="subtle"
              color="gray"
              size="compact-sm"
              aria-pressed={one === language}
              fw={one === language ? 600 : 400}
              onClick={() => void setLanguage(one).catch(onFailure)}
            >
              {t(`language.${one}`)}
            </Button>
          ))}
        </div>
        <Link className="small quiet" to="/accessibilite">
          {t(`accessibility.link.${accessibilityState}`)}
        </Link>
      </footer>
    </div>
  )
}
